// X2: certificates and what they say.
#include "runtime/identity/authority.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::identity;

namespace {

constexpr std::int64_t issued_at = 1'800'000'000;

holder authority(int days = 3'650) {
  return make_authority({.days = days}, issued_at).value();
}

node_request request(const std::string& name = "n1", int days = 30) {
  return {{node_role::sectors, name}, days, {}};
}

} // namespace

TEST_CASE("X2 a certificate says role, name and hosts", "[identity]") {
  auto wanted = request();
  wanted.hosts = {"node1.example.org", "10.0.0.7", "fd00::7"};
  auto made = issue(authority(), wanted, issued_at).value();
  CHECK(made.cert.peer() == wanted.who);
  CHECK(made.cert.hosts() == wanted.hosts);
  CHECK(made.cert.subject() == "n1");
  CHECK_FALSE(made.cert.is_authority());
  CHECK(made.key.fits(made.cert));
  CHECK(made.cert.valid()
        == validity{issued_at - begins_before_s, issued_at + 30 * seconds_a_day});
}

TEST_CASE("X2 certificate and key read back from PEM", "[identity]") {
  auto made = issue(authority(), request(), issued_at).value();
  auto cert = certificate::from_pem(made.cert.pem(), "n1.crt").value();
  auto key = private_key::from_pem(made.key.pem(), "n1.key").value();
  CHECK(cert.peer() == made.cert.peer());
  CHECK(key.fits(cert));
  CHECK(key.pem() == made.key.pem());
}

TEST_CASE("X2 only the authority that signed it vouches for a certificate", "[identity]") {
  auto ours = authority(), others = authority();
  auto made = issue(ours, request(), issued_at).value();
  CHECK(made.cert.signed_by(ours.cert));
  CHECK_FALSE(made.cert.signed_by(others.cert)); // of the same name
  CHECK_FALSE(made.cert.signed_by(made.cert));
  CHECK(ours.cert.signed_by(ours.cert));
  CHECK(ours.cert.is_authority());
  CHECK_FALSE(ours.cert.peer());
}

TEST_CASE("X2 each certificate has a key and a serial of its own", "[identity]") {
  auto ca = authority();
  auto a = issue(ca, request(), issued_at).value(), b = issue(ca, request(), issued_at).value();
  CHECK_FALSE(a.key.fits(b.cert));
  CHECK(a.cert.pem() != b.cert.pem());
}

TEST_CASE("X2 what cannot be issued is refused", "[identity]") {
  auto ca = authority(100);
  SECTION("by an authority that has ended") {
    CHECK(issue(ca, request(), issued_at + 101 * seconds_a_day).error().code
          == errc::certificate_expired);
  }
  SECTION("to outlive the authority") {
    CHECK(issue(ca, request("n1", 100), issued_at));
    auto refused = issue(ca, request("n1", 101), issued_at).error();
    CHECK(refused.code == errc::invalid_argument);
    CHECK(refused.detail == "it would outlive the authority, which expires in 100 days");
  }
  SECTION("by a node") {
    auto node = issue(ca, request(), issued_at).value();
    CHECK(issue(node, request("n2", 1), issued_at).error().code == errc::certificate_invalid);
  }
  SECTION("to a bad name or host, or for no time") {
    CHECK(issue(ca, request("ca"), issued_at).error().code == errc::invalid_argument);
    CHECK(issue(ca, request("n1", 0), issued_at).error().code == errc::invalid_argument);
    auto wanted = request();
    wanted.hosts = {"good.example", "x,URI:caf://orchestrator/n1"};
    CHECK(issue(ca, wanted, issued_at).error().code == errc::invalid_argument);
  }
}

TEST_CASE("X2 a damaged PEM is an error that names the file", "[identity]") {
  auto made = authority();
  auto pem = made.cert.pem();
  auto detail = [](const auto& read) {
    return read.error().detail;
  };
  CHECK(detail(certificate::from_pem("", "x.crt")) == "x.crt is not a certificate in PEM");
  CHECK(detail(certificate::from_pem(made.key.pem(), "x.crt"))
        == "x.crt is not a certificate in PEM");
  CHECK(detail(certificate::from_pem(pem.substr(0, pem.size() / 2), "x.crt"))
        == "x.crt is a damaged certificate");
  CHECK(detail(private_key::from_pem(pem, "x.key")) == "x.key is not a private key in PEM");
  auto key = made.key.pem();
  key[key.size() / 2] = '!';
  CHECK(detail(private_key::from_pem(key, "x.key")) == "x.key is a damaged private key");
  CHECK(detail(private_key::from_pem("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n"
                                     "-----END ENCRYPTED PRIVATE KEY-----\n",
                                     "x.key"))
        == "x.key is protected by a passphrase");
}

TEST_CASE("X3 an operator's certificate says how far it goes", "[identity][sign-in]") {
  const auto ca = authority();
  for (const auto may : all_mays) {
    const node_request wanted{{node_role::operators, "ann"}, 30, {}, may};
    const auto made = issue(ca, wanted, issued_at).value();
    CHECK(made.cert.claim() == peer_claim{wanted.who, may, false});
    CHECK(made.cert.peer() == wanted.who);
  }
  const node_request node{{node_role::sectors, "n1"}, 30, {}, operator_may::look};
  CHECK(issue(ca, node, issued_at).error().code == errc::invalid_argument);
}

TEST_CASE("X3 a sign-in's certificate is for its own key, and ends with the session",
          "[identity][sign-in]") {
  const auto ca = authority();
  const auto key = private_key::make().value();
  const auto asks = certificate_request::from_pem(certificate_request::make(key)->pem());
  REQUIRE(asks);
  const auto cert =
      issue(ca, *asks, {"anna", operator_may::operate, issued_at + 60}, issued_at).value();
  CHECK(cert.claim()
        == peer_claim{{node_role::operators, "anna"}, operator_may::operate, true});
  CHECK(key.fits(cert));
  CHECK(cert.signed_by(ca.cert));
  CHECK(cert.valid().until_s == issued_at + 60);
  CHECK(X509_check_purpose(cert.native(), X509_PURPOSE_SSL_CLIENT, 0) == 1);
  CHECK(X509_check_purpose(cert.native(), X509_PURPOSE_SSL_SERVER, 0) == 0);
  CHECK(cert.digest().size() == 64);
  const auto other =
      issue(ca, *asks, {"anna", operator_may::operate, issued_at + 60}, issued_at).value();
  CHECK(other.digest() != cert.digest());
  CHECK_FALSE(issue(ca, *asks, {"Anna,DNS:x", operator_may::look, issued_at + 60}, issued_at));
}

TEST_CASE("X3 a certificate request that is none, or of another key, is refused",
          "[identity][sign-in]") {
  const auto good = certificate_request::make(private_key::make().value())->pem();
  REQUIRE(certificate_request::from_pem(good));
  auto signed_wrongly = good;
  const auto end = signed_wrongly.find("\n-----END") - 8;
  signed_wrongly[end] = signed_wrongly[end] == 'A' ? 'B' : 'A';
  const private_key ed25519(key_ptr(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")));
  const private_key rsa(key_ptr(EVP_RSA_gen(2'048)));
  for (const auto& bad : {std::string(), std::string("-----BEGIN CERTIFICATE REQUEST-----\n"),
                          private_key::make()->pem(), signed_wrongly, std::string(5'000, 'x'),
                          certificate_request::make(rsa)->pem()}) {
    INFO(bad);
    CHECK(certificate_request::from_pem(bad).error().code == errc::certificate_invalid);
  }
  CHECK_FALSE(certificate_request::make(ed25519)); // it signs without a digest
}
