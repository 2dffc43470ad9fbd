// X3: mesh login, and those who would like to have what it gives.
#include "runtime/control/device_login.hpp"
#include "runtime/control/gatekeeper.hpp"
#include "runtime/control/login_store.hpp"
#include "runtime/identity/certificate_request.hpp"
#include "runtime/proposals/operators_desk.hpp"
#include "tests/control/sign_in_peer.hpp"

using namespace mesh;
using namespace mesh::test;
using nlohmann::json;

namespace {

/// What a person does with a code in the browser.
template <class Mesh>
struct with_logins : Mesh {
  software_key annas{software_key::algorithm::es256, "anna's"};
  software_key veras{software_key::algorithm::es256, "vera's"};
  std::string anna = this->enrolled("anna", operator_role::admin, annas);
  std::string vera = this->enrolled("vera", operator_role::viewer, veras);

  [[nodiscard]] sign_in_desk& desk() { return this->mesh().desk().sign_in; }
  [[nodiscard]] sign_in_peer::reply begin(const json& body) const {
    return this->send("POST", "/v1/login", body);
  }
  [[nodiscard]] sign_in_peer::reply look(const json& begun) const {
    return this->send("POST", "/v1/login/answer", {{"token", begun["token"]}});
  }
  [[nodiscard]] sign_in_peer::reply approve(const std::string& cookie, const software_key& key,
                                            const json& begun) const {
    const auto asked =
        this->as(cookie, "POST", "/v1/login/challenge", {{"code", begun["code"]}});
    if (asked.status != 200)
      return asked;
    auto body = sign_in_peer::json_of(key.touched(this->page(asked)), key.id());
    body["code"] = begun["code"];
    return this->as(cookie, "POST", "/v1/login/approval", body);
  }
};

/// Command lines on this machine, without TLS.
struct plain_logins : with_logins<sign_in_peer> {
  json begun = begin({{"host_name", "laptop <b>"}}).body;
  /// The cookie of a command line that was approved.
  [[nodiscard]] std::string cookie() const {
    const auto got = look(begun);
    REQUIRE(got.status == 200);
    return "__Host-mesh=" + got.body["session"].get<std::string>();
  }
};

/// Command lines elsewhere.
struct tls_logins : with_logins<tls_sign_in_peer> {
  identity::private_key key = identity::private_key::make().value();
  json begun = begin({{"host_name", "laptop"},
                      {"request", identity::certificate_request::make(key)->pem()}})
                   .body;
  /// The certificate of an approved one.
  [[nodiscard]] identity::credentials granted() {
    const auto got = look(begun);
    INFO(got.whole);
    REQUIRE(got.status == 200);
    auto cert =
        identity::certificate::from_pem(got.body["certificate"].get<std::string>(), "it");
    REQUIRE(cert);
    auto authority = identity::read_certificate(certificates.hub.authority);
    return {*authority, *cert, key, *cert->peer()};
  }
};

} // namespace

TEST_CASE_METHOD(plain_logins, "X3 a person sees who asks, approves, and it is signed in",
                 "[control][sign-in]") {
  CHECK(begun["address"] == own_origin() + "/login");
  CHECK(begun["code"].get<std::string>().size() == 9);
  CHECK(look(begun).body["state"] == "waiting");
  const auto shown = as(anna, "POST", "/v1/login/code", {{"code", begun["code"]}});
  CHECK(shown.body["host_name"] == "laptop <b>"); // as text, whatever it is
  CHECK(shown.body["from"] == "127.0.0.1");
  CHECK(shown.body["role"] == "admin");
  CHECK(approve(anna, annas, begun).status == 200);
  const auto line = cookie();
  CHECK(order(line, "freeze s01") == "none");
  CHECK(order(line, "freeze all") == "none"); // the key was touched a moment ago
  const auto session = as(line, "GET", "/v1/session");
  CHECK(session.body["name"] == "anna");
  CHECK(session.body["ends_s"] <= as(anna, "GET", "/v1/session").body["ends_s"]);
  CHECK(as(line, "DELETE", "/v1/session").status == 200); // mesh logout
  CHECK(as(line, "GET", "/v1/status").status == 401);
  CHECK(as(anna, "GET", "/v1/status").status == 200);
}

TEST_CASE_METHOD(plain_logins, "X3 who approves gives no more than they have",
                 "[control][sign-in]") {
  CHECK(approve(vera, veras, begun).status == 200);
  const auto line = cookie();
  CHECK(order(line, "status") == "none");
  CHECK(order(line, "freeze s01") == "denied");
  CHECK(order(line, "operator invite eve --role admin") == "denied");
}

TEST_CASE_METHOD(plain_logins, "X3 a login is approved by the key of who has the session",
                 "[control][sign-in]") {
  CHECK(approve(vera, annas, begun).status == 403);
  CHECK(approve(anna, software_key({}, "a stranger's"), begun).status == 403);
  CHECK(send("POST", "/v1/login/code", {{"code", begun["code"]}}).status == 401);
  CHECK(send("POST", "/v1/login/refusal", {{"code", begun["code"]}}).status == 401);
  CHECK(send("POST", "/v1/login/approval", {{"code", begun["code"]}}).status == 401);
  // A touch that was for something else.
  const auto asked = as(anna, "POST", "/v1/session/challenge");
  auto body = json_of(annas.touched(page(asked)), annas.id());
  body["code"] = begun["code"];
  CHECK(as(anna, "POST", "/v1/login/approval", body).status == 403);
  // A touch for another login.
  const auto other = begin({{"host_name", "another"}}).body;
  const auto for_other = as(anna, "POST", "/v1/login/challenge", {{"code", other["code"]}});
  body = json_of(annas.touched(page(for_other)), annas.id());
  body["code"] = begun["code"];
  CHECK(as(anna, "POST", "/v1/login/approval", body).status == 403);
  CHECK(look(begun).body["state"] == "waiting");
  // No page of somebody else approves it.
  CHECK(send("POST", "/v1/login/refusal", {{"code", begun["code"]}}, "Cookie: " + anna + "\r\n")
            .status
        == 403);
}

TEST_CASE_METHOD(plain_logins, "X3 a login that nobody asked for is refused, and told so",
                 "[control][sign-in]") {
  CHECK(as(anna, "POST", "/v1/login/refusal", {{"code", begun["code"]}}).status == 200);
  const auto got = look(begun);
  CHECK(got.status == 403);
  CHECK(got.body["error"]["detail"] == "a person has refused this login");
  CHECK(approve(anna, annas, begun).status == 403);
}

TEST_CASE_METHOD(plain_logins, "X3 codes are not guessed, nor used twice",
                 "[control][sign-in]") {
  CHECK(as(vera, "POST", "/v1/login/code", {{"code", "nonsense1"}}).status == 400);
  for (std::size_t i = 0; i < login_book::most_wrong; ++i)
    CHECK(as(vera, "POST", "/v1/login/code", {{"code", "ZZZZZZZZ"}}).status == 403);
  CHECK(as(vera, "POST", "/v1/login/code", {{"code", begun["code"]}}).status == 403);
  CHECK(approve(anna, annas, begun).status == 200);
  CHECK(approve(anna, annas, begun).status == 403);
}

TEST_CASE_METHOD(plain_logins, "X3 an answer that is fetched twice ends what it gave",
                 "[control][sign-in]") {
  CHECK(send("POST", "/v1/login/answer", {{"token", std::string(64, 'a')}}).status == 403);
  REQUIRE(approve(anna, annas, begun).status == 200);
  const auto line = cookie();
  CHECK(as(line, "GET", "/v1/status").status == 200);
  CHECK(look(begun).status == 403); // by who has stolen the secret, or was robbed
  CHECK(as(line, "GET", "/v1/status").status == 401);
}

TEST_CASE_METHOD(plain_logins, "X3 a login ends when the person's session would",
                 "[control][sign-in]") {
  const auto other = begin({{"host_name", "another"}}).body;
  REQUIRE(approve(anna, annas, begun).status == 200);
  REQUIRE(approve(anna, annas, other).status == 200);
  const auto line = cookie();
  const auto digest = digest_of(line.substr(line.find('=') + 1));
  const auto ends_ms = desk().sessions.look(digest, false, mesh().wall_ms())->ends_ms;
  const auto mine = digest_of(anna.substr(anna.find('=') + 1));
  CHECK(ends_ms == desk().sessions.look(mine, false, mesh().wall_ms())->ends_ms);
  CHECK_FALSE(desk().sessions.look(digest, false, ends_ms)); // a clock past its end
  CHECK(as(line, "GET", "/v1/status").status == 401);
  CHECK(desk().logins.take(digest_of(other["token"].get<std::string>()), ends_ms).what
        == login_outcome::kind::over);
}

TEST_CASE_METHOD(plain_logins, "X3 revoking ends logins at once, also those not fetched yet",
                 "[control][sign-in]") {
  const auto other = begin({{"host_name", "another"}}).body;
  REQUIRE(approve(vera, veras, begun).status == 200);
  REQUIRE(approve(vera, veras, other).status == 200);
  const auto line = cookie();
  CHECK(order(anna, "operator revoke vera") == "none");
  CHECK(as(line, "GET", "/v1/status").status == 401);
  CHECK(look(other).status == 403);
}

TEST_CASE_METHOD(plain_logins, "X3 who is revoked and invited anew gets nothing of before",
                 "[control][sign-in]") {
  REQUIRE(approve(vera, veras, begun).status == 200);
  CHECK(order(anna, "operator revoke vera") == "none");
  CHECK(order(anna, "operator invite vera --role viewer") == "none");
  CHECK(look(begun).status == 403);
}

TEST_CASE_METHOD(plain_logins,
                 "X3 an old touch is not renewed at the command line but by login",
                 "[control][sign-in]") {
  REQUIRE(approve(anna, annas, begun).status == 200);
  const auto line = cookie();
  desk().sessions.touch(digest_of(line.substr(line.find('=') + 1)), mesh().wall_ms() - 301'000);
  const auto got = as(line, "POST", "/v1/commands", {{"script", "freeze all"}});
  CHECK(got.whole.find("key_needed") != std::string::npos);
  CHECK(got.whole.find("mesh login") != std::string::npos);
}

TEST_CASE_METHOD(plain_logins, "X3 each step of a login is on record, and no secret is",
                 "[control][sign-in]") {
  REQUIRE(approve(anna, annas, begun).status == 200);
  const auto line = cookie();
  std::string kinds;
  for (const auto& one : desk().audit.last(100, "anna")) {
    kinds += one.what + " ";
    for (const auto& secret : {begun["token"].get<std::string>(), line.substr(12)})
      CHECK(one.text.find(secret) == std::string::npos);
  }
  CHECK(kinds == "key key sign-in ");
  CHECK(desk().audit.last(1, "")[0].text == "mesh login of laptop <b> at 127.0.0.1, as admin");
}

TEST_CASE_METHOD(tls_logins, "X3 over TLS a login gives a certificate with the person's role",
                 "[control][sign-in]") {
  REQUIRE(begun.contains("code"));
  REQUIRE(approve(vera, veras, begun).status == 200);
  const auto who = granted();
  CHECK(who.cert.claim()
        == identity::peer_claim{
            {identity::node_role::operators, "vera"}, identity::operator_may::look, true});
  CHECK(who.cert.valid().until_s
        <= static_cast<std::int64_t>(mesh().wall_ms() / 1'000) + 28'800);
  shows = &who;
  CHECK(order("", "status") == "none");
  CHECK(order("", "freeze s01") == "denied");
  CHECK(desk().audit.last(1, "vera")[0].text == "freeze s01");
  shows = nullptr;
  CHECK(order(anna, "operator revoke vera") == "none");
  shows = &who;
  CHECK(send("GET", "/v1/status").status == 401); // at once, though the certificate is good
  CHECK(send("GET", "/healthz").status == 401);
}

TEST_CASE_METHOD(tls_logins, "X3 a certificate of a login ends with mesh logout",
                 "[control][sign-in]") {
  REQUIRE(approve(anna, annas, begun).status == 200);
  const auto who = granted();
  shows = &who;
  CHECK(order("", "freeze all") == "none");
  desk().sessions.touch(control::session_of_certificate(who.cert.digest()),
                        mesh().wall_ms() - 301'000);
  CHECK(order("", "thaw all") == "none");
  CHECK(order("", "freeze all") == "key_needed");
  CHECK(send("DELETE", "/v1/session").status == 200);
  const auto got = send("GET", "/v1/status");
  CHECK(got.status == 401);
  CHECK(got.body["error"]["remedy"] == "sign in again: mesh login");
}

TEST_CASE_METHOD(tls_logins, "X3 a certificate of a login is of no use elsewhere",
                 "[control][sign-in]") {
  REQUIRE(approve(anna, annas, begun).status == 200);
  const auto who = granted();
  tls_sign_in_peer another; // of another authority
  static_cast<void>(another.enrolled("anna", operator_role::admin, annas));
  raw_peer peer(another.port());
  if (peer.handshake({.who = &who})) {
    peer.write("GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(peer.read(1).empty());
  }
  // One of the same authority that has not made it: so it is here after a new start.
  desk().sessions.end_all_of("anna");
  shows = &who;
  CHECK(send("GET", "/v1/status").status == 401);
}

TEST_CASE_METHOD(tls_logins, "X3 a stolen certificate, or secret, is no session",
                 "[control][sign-in]") {
  REQUIRE(approve(anna, annas, begun).status == 200);
  const auto who = granted();
  CHECK(as("__Host-mesh=" + who.cert.digest(), "GET", "/v1/status").status == 401);
  CHECK(as("__Host-mesh=certificate " + who.cert.digest(), "GET", "/v1/status").status == 401);
}

TEST_CASE_METHOD(tls_logins, "X3 a mesh without the key of its authority says so at once",
                 "[control][sign-in]") {
  const auto file = certificates.hub.authority.parent_path() / "ca.key";
  std::filesystem::rename(file, file.string() + ".elsewhere");
  const auto got = begin(
      {{"host_name", "laptop"}, {"request", identity::certificate_request::make(key)->pem()}});
  CHECK(got.status == 400);
  CHECK(got.whole.find("ca.key is not beside its ca.crt") != std::string::npos);
  CHECK(got.body["error"]["remedy"].get<std::string>().starts_with("have one issued"));
  CHECK(begin({{"host_name", "laptop"}}).status == 400);
  CHECK(begin({{"host_name", "laptop"}, {"request", "nonsense"}}).status == 400);
}

TEST_CASE_METHOD(sign_in_peer, "X3 where nobody signs in there is no login",
                 "[control][sign-in]") {
  const auto got = send("POST", "/v1/login", {{"host_name", "laptop"}});
  CHECK(got.status == 400);
  CHECK(got.whole.find("no operator has a key") != std::string::npos);
}

TEST_CASE_METHOD(tls_logins, "X3 the command line's end: it asks, waits, and keeps the rest",
                 "[control][sign-in]") {
  control::endpoint whom{{"localhost", port()}, {}};
  whom.nameless = true;
  whom.files.authority = certificates.hub.authority;
  const auto offer =
      control::begin_login(whom, "laptop", identity::certificate_request::make(key)->pem());
  REQUIRE(offer);
  CHECK_FALSE(control::look_for_grant(whom, offer->token).value());
  REQUIRE(approve(anna, annas, {{"code", offer->code}}).status == 200);
  const auto grant = control::look_for_grant(whom, offer->token).value().value();
  CHECK(grant.role == "admin");

  const data_folder home;
  const auto contexts = home.path() / "mesh" / "contexts.json";
  const control::kept_login kept{"work", {{"localhost", port()}, false}, "", grant};
  const auto authority = *identity::read_certificate(whom.files.authority);
  CHECK(control::keep_certificate(contexts, kept, authority,
                                  identity::private_key::make().value())
            .error()
            .code
        == errc::certificate_invalid); // another key
  REQUIRE(control::keep_certificate(contexts, kept, authority, key));
  const auto known = control::load_contexts(contexts).value();
  CHECK(known.current == "work");
  CHECK(control::is_login(contexts, "work", known.all.at("work")));
  for (const auto& one :
       std::filesystem::directory_iterator(control::login_folder(contexts, "work")))
    CHECK((one.status().permissions() & std::filesystem::perms::mask)
          == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  const auto files = identity::files_of(control::login_folder(contexts, "work"), "anna");
  const control::endpoint signed_in{{"localhost", port()}, files};
  CHECK(control::ask(signed_in, {"GET", "/v1/status"})->status == 200);
  CHECK(control::ask(signed_in, {"POST", "/v1/commands", R"({"script": "status"})"})->status
        == 200);
  REQUIRE(control::remove_login(contexts, "work"));
  CHECK_FALSE(std::filesystem::exists(files.key));
  CHECK(control::remove_login(contexts, "work").error().code == errc::unknown_target);
}

TEST_CASE_METHOD(data_folder, "X3 a sign-in takes no context's place that is none",
                 "[control][sign-in]") {
  const auto file = path() / "mesh" / "contexts.json";
  REQUIRE(control::save_contexts(file, {"", {{"lab", {"lab:7443", "/srv/certs", "", ""}}}}));
  CHECK(control::check_login_name(file, "lab").error().code == errc::already_exists);
  CHECK(control::check_login_name(file, "../lab").error().code == errc::invalid_argument);
  CHECK(control::check_login_name(file, "work"));
  CHECK(control::remove_login(file, "lab").error().code == errc::unknown_target);
  const control::kept_login kept{
      "work", {{"localhost", 7480}, true}, "", {"anna", "admin", "", "", "the secret"}};
  REQUIRE(control::keep_session(file, kept));
  const auto known = control::load_contexts(file).value();
  CHECK(known.all.at("work").at == "http://localhost:7480");
  CHECK(content_of(known.all.at("work").session) == "the secret");
  CHECK(known.all.contains("lab"));
}

TEST_CASE("X3 X2 what is not encrypted goes to this machine alone", "[control][sign-in]") {
  using control::read_remote_address;
  CHECK(read_remote_address("http://localhost")->where.port == 7'480);
  CHECK(read_remote_address("http://127.0.0.1:81/")->where.port == 81);
  CHECK(read_remote_address("http://[::1]:81")->plain);
  CHECK_FALSE(read_remote_address("https://lab.example.org:7")->plain);
  CHECK_FALSE(read_remote_address("lab.example.org")->plain);
  for (const auto* bad : {"http://lab.example.org", "http://10.0.0.7:7480", "http://",
                          "ftp://x", "http://localhost.example.org", "http://localhost@evil"})
    CHECK_FALSE(read_remote_address(bad));
  CHECK(control::login_name(*read_remote_address("Lab.example.org")).starts_with("login-lab."));
  CHECK(
      identity::check_node_name(control::login_name(*read_remote_address("http://[::1]:81"))));
}
