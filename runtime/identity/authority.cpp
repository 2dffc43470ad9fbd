#include "runtime/identity/authority.hpp"

#include <cmath>
#include <openssl/err.h>

namespace mesh::identity {

namespace {

constexpr int serial_bits = 127; // positive, and nobody can guess the next

tl::unexpected<error> failed(const std::string& what) {
  ERR_clear_error();
  return tl::unexpected(
      error{errc::unsupported, "OpenSSL cannot " + what, "check this machine's OpenSSL"});
}

bool set_serial(X509* cert) {
  number_ptr number(BN_new());
  if (!number || BN_rand(number.get(), serial_bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) != 1)
    return false;
  serial_ptr serial(BN_to_ASN1_INTEGER(number.get(), nullptr));
  return serial && X509_set_serialNumber(cert, serial.get()) == 1;
}

bool set_times(X509* cert, const validity& v) {
  return ASN1_TIME_set(X509_getm_notBefore(cert), v.from_s) != nullptr
         && ASN1_TIME_set(X509_getm_notAfter(cert), v.until_s) != nullptr;
}

bool set_subject(X509* cert, const std::string& name) {
  auto* subject = X509_get_subject_name(cert);
  return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(name.data()),
                                    static_cast<int>(name.size()), -1, 0)
         == 1;
}

bool add(X509* cert, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, cert, nullptr, nullptr, 0);
  extension_ptr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension && X509_add_ext(cert, extension.get(), -1) == 1;
}

/// The names and bounds in a certificate.
struct contents {
  peer_claim who;
  validity valid;
  std::vector<std::string> hosts = {};
  const char* usage = "serverAuth,clientAuth";
};

/// As OpenSSL's configuration writes it. Names and hosts were checked, so no
/// comma of theirs can add another name.
std::string alternative_names(const contents& what) {
  auto text = "URI:" + to_uri(what.who);
  for (const auto& host : what.hosts)
    text += (is_ip_address(host) ? ",IP:" : ",DNS:") + host;
  return text;
}

/// Fields that all certificates share.
bool begin(X509* cert, EVP_PKEY* key, const validity& v, const std::string& subject) {
  return X509_set_version(cert, X509_VERSION_3) == 1 && set_serial(cert) && set_times(cert, v)
         && X509_set_pubkey(cert, key) == 1 && set_subject(cert, subject);
}

tl::expected<void, error> check(const holder& authority, const contents& what,
                                std::int64_t now_s) {
  if (!authority.cert.is_authority())
    return tl::unexpected(error{errc::certificate_invalid,
                                "this certificate may not sign others",
                                "name the folder that mesh certs init made"});
  const auto signer = authority.cert.valid();
  if (state_of(signer, now_s, 0) == validity_state::ended)
    return tl::unexpected(error{errc::certificate_expired, "the authority has expired",
                                "make a new one with mesh certs init, in another folder"});
  if (what.valid.until_s > signer.until_s) {
    auto most = static_cast<std::int64_t>(std::floor(days_left(signer, now_s)));
    return tl::unexpected(error{errc::invalid_argument,
                                "it would outlive the authority, which expires in "
                                    + std::to_string(most) + " days",
                                "give fewer --days, or make a new authority"});
  }
  for (const auto& host : what.hosts)
    if (auto good = check_host(host); !good)
      return good;
  if (what.who.who.role != node_role::operators && what.who.may != operator_may::admin)
    return tl::unexpected(error{errc::invalid_argument,
                                "only the certificate of an operator has bounds",
                                "leave out --may, or give --role operator"});
  return check_node_name(what.who.who.name);
}

/// Checked, and signed for this key.
tl::expected<certificate, error> sign(const holder& authority, EVP_PKEY* key,
                                      const contents& what, std::int64_t now_s) {
  if (auto good = check(authority, what, now_s); !good)
    return tl::unexpected(good.error());
  x509_ptr cert(X509_new());
  auto* issuer = authority.cert.native();
  const bool good = cert && begin(cert.get(), key, what.valid, what.who.who.name)
                    && X509_set_issuer_name(cert.get(), X509_get_subject_name(issuer)) == 1
                    && add(cert.get(), issuer, NID_basic_constraints, "critical,CA:FALSE")
                    && add(cert.get(), issuer, NID_key_usage, "critical,digitalSignature")
                    && add(cert.get(), issuer, NID_ext_key_usage, what.usage)
                    && add(cert.get(), issuer, NID_subject_key_identifier, "hash")
                    && add(cert.get(), issuer, NID_authority_key_identifier, "keyid:always")
                    && add(cert.get(), issuer, NID_subject_alt_name, alternative_names(what))
                    && X509_sign(cert.get(), authority.key.native(), EVP_sha256()) > 0;
  if (!good)
    return failed("issue a certificate");
  return certificate(std::move(cert));
}

} // namespace

tl::expected<holder, error> make_authority(const authority_request& request,
                                           std::int64_t now_s) {
  auto key = private_key::make();
  if (!key)
    return tl::unexpected(key.error());
  x509_ptr cert(X509_new());
  const validity v{now_s - begins_before_s, now_s + request.days * seconds_a_day};
  const bool good =
      cert && begin(cert.get(), key->native(), v, request.name)
      && X509_set_issuer_name(cert.get(), X509_get_subject_name(cert.get())) == 1
      && add(cert.get(), cert.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0")
      && add(cert.get(), cert.get(), NID_key_usage, "critical,keyCertSign,cRLSign")
      && add(cert.get(), cert.get(), NID_subject_key_identifier, "hash")
      && X509_sign(cert.get(), key->native(), EVP_sha256()) > 0;
  if (!good)
    return failed("make an authority");
  return holder{certificate(std::move(cert)), std::move(*key)};
}

tl::expected<holder, error> issue(const holder& authority, const node_request& request,
                                  std::int64_t now_s) {
  if (request.days < 1)
    return tl::unexpected(error{errc::invalid_argument, "a certificate for less than a day"});
  const contents what{{request.who, request.may},
                      {now_s - begins_before_s, now_s + request.days * seconds_a_day},
                      request.hosts};
  if (auto good = check(authority, what, now_s); !good) // before a key is made for it
    return tl::unexpected(good.error());
  auto key = private_key::make();
  if (!key)
    return tl::unexpected(key.error());
  auto made = sign(authority, key->native(), what, now_s);
  if (!made)
    return tl::unexpected(made.error());
  return holder{std::move(*made), std::move(*key)};
}

tl::expected<certificate, error> issue(const holder& authority, const certificate_request& key,
                                       const login_request& request, std::int64_t now_s) {
  contents what{{{node_role::operators, request.name}, request.may, true},
                {now_s - begins_before_s, request.until_s}};
  what.usage = "clientAuth";
  return sign(authority, key.key(), what, now_s);
}

} // namespace mesh::identity
