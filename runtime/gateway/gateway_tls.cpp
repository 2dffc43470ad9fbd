#include "runtime/gateway/gateway_tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "runtime/identity/authority.hpp"
#include "runtime/identity/certificate_folder.hpp"

namespace mesh::gateway {

namespace {

constexpr auto own_name = "gateway"; // of the certificate that is made here
constexpr int days = 365;            // it is made anew at each start

identity::node_request request_for(const gateway_tls_source& from) {
  return {{identity::node_role::orchestrator, own_name}, days, from.hosts};
}

tl::expected<identity::credentials, error> made_in_memory(const gateway_tls_source& from,
                                                          std::int64_t now_s) {
  auto authority = identity::make_authority({"mesh gateway"}, now_s);
  if (!authority)
    return tl::unexpected(authority.error());
  const auto request = request_for(from);
  auto made = identity::issue(*authority, request, now_s);
  if (!made)
    return tl::unexpected(made.error());
  return identity::credentials{authority->cert, made->cert, made->key, request.who};
}

/// The authority is made once; agents keep it.
tl::expected<identity::credentials, error> made_in_folder(const gateway_tls_source& from,
                                                          std::int64_t now_s) {
  std::error_code ignored;
  if (!std::filesystem::exists(from.folder / "ca.crt", ignored))
    if (auto made = identity::make_folder(from.folder, {"mesh gateway"}, now_s); !made)
      return tl::unexpected(made.error());
  if (auto made = identity::issue_into(from.folder, request_for(from), true, now_s); !made)
    return tl::unexpected(made.error());
  return identity::read_credentials(identity::files_of(from.folder, own_name), now_s);
}

tl::expected<identity::credentials, error> credentials_of(const gateway_tls_source& from,
                                                          std::int64_t now_s) {
  if (from.files)
    return identity::read_credentials(*from.files, now_s);
  return from.folder.empty() ? made_in_memory(from, now_s) : made_in_folder(from, now_s);
}

/// Agents prove who they are by their own key, so no certificate is asked of them. Buffers of
/// silent links are given back: there are thousands of those.
bool set_up(SSL_CTX* context, const identity::credentials& who) {
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
  return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1
         && SSL_CTX_set_num_tickets(context, 0) == 1
         && SSL_CTX_use_certificate(context, who.cert.native()) == 1
         && SSL_CTX_use_PrivateKey(context, who.key.native()) == 1
         && SSL_CTX_check_private_key(context) == 1;
}

std::string digest_of(const identity::certificate& cert) {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned length = 0;
  if (X509_digest(cert.native(), EVP_sha256(), reinterpret_cast<unsigned char*>(digest.data()),
                  &length)
      != 1)
    length = 0;
  digest.resize(length);
  return digest;
}

} // namespace

tl::expected<gateway_tls, error> open_tls(const gateway_tls_source& from, std::int64_t now_s) {
  auto who = credentials_of(from, now_s);
  if (!who)
    return tl::unexpected(who.error());
  gateway_tls tls{std::make_shared<transport::ssl::context>(transport::ssl::context::tls),
                  digest_of(who->cert), who->authority.pem()};
  if (tls.digest.empty() || !set_up(tls.context->native_handle(), *who)) {
    ERR_clear_error();
    return tl::unexpected(error{errc::certificate_invalid,
                                "OpenSSL refuses the gateway's certificate",
                                "issue a new one with mesh certs issue"});
  }
  return tls;
}

} // namespace mesh::gateway
