#include "runtime/transport/tls/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace mesh::transport {

namespace {

/// The authority signs nodes itself: there is nothing between them.
constexpr int certificates_between = 0;
/// TLS alerts of the peer are OpenSSL's reasons from here on.
constexpr int first_alert = SSL_AD_REASON_OFFSET;

tl::unexpected<error> refused() {
  std::string why = ERR_reason_error_string(ERR_peek_last_error()) != nullptr
                        ? ERR_reason_error_string(ERR_peek_last_error())
                        : "no reason given";
  ERR_clear_error();
  return tl::unexpected(error{errc::certificate_invalid,
                              "OpenSSL refuses the certificate: " + why, "issue a new one"});
}

bool trust(SSL_CTX* context, const identity::certificate& authority) {
  return X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.native()) == 1;
}

link_end reason_of_certificate(long verified) {
  switch (verified) {
  case X509_V_ERR_CERT_HAS_EXPIRED:
  case X509_V_ERR_CERT_NOT_YET_VALID:
    return link_end::expired;
  default:
    return link_end::untrusted;
  }
}

} // namespace

tl::expected<std::shared_ptr<ssl::context>, error>
make_nameless_context(const identity::certificate& authority) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls);
  auto* native = context->native_handle();
  SSL_CTX_set_options(native, SSL_OP_NO_TICKET);
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_verify(native, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_verify_depth(native, certificates_between);
  if (SSL_CTX_set_min_proto_version(native, TLS1_3_VERSION) != 1
      || SSL_CTX_set_num_tickets(native, 0) != 1 || !trust(native, authority))
    return refused();
  return context;
}

tl::expected<std::shared_ptr<ssl::context>, error>
make_tls_context(const identity::credentials& who) {
  auto context = make_nameless_context(who.authority);
  if (!context)
    return context;
  auto* native = (*context)->native_handle();
  const bool good = SSL_CTX_use_certificate(native, who.cert.native()) == 1
                    && SSL_CTX_use_PrivateKey(native, who.key.native()) == 1
                    && SSL_CTX_check_private_key(native) == 1;
  if (!good)
    return refused();
  return context;
}

link_end reason_of(const io_error& failure, const SSL* tls) {
  if (failure.category() != asio::error::get_ssl_category())
    return reason_of_end(failure);
  const auto reason = ERR_GET_REASON(static_cast<unsigned long>(failure.value()));
  if (reason >= first_alert)
    return link_end::refused_by_peer;
  switch (reason) {
  case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
    return link_end::no_certificate;
  case SSL_R_CERTIFICATE_VERIFY_FAILED:
    return reason_of_certificate(SSL_get_verify_result(tls));
  case SSL_R_UNSUPPORTED_PROTOCOL:
  case SSL_R_VERSION_TOO_LOW:
  case SSL_R_WRONG_SSL_VERSION:
    return link_end::old_tls;
  case SSL_R_WRONG_VERSION_NUMBER:
  case SSL_R_HTTP_REQUEST:
  case SSL_R_HTTPS_PROXY_REQUEST:
  case SSL_R_UNKNOWN_PROTOCOL:
  case SSL_R_BAD_RECORD_TYPE:
  case SSL_R_PACKET_LENGTH_TOO_LONG:
  case SSL_R_RECORD_LENGTH_MISMATCH:
  case SSL_R_UNEXPECTED_MESSAGE:
  case SSL_R_LENGTH_TOO_SHORT:
  case SSL_R_LENGTH_MISMATCH:
    return link_end::not_tls;
  default:
    return link_end::tls_failed;
  }
}

link_end reason_of_end(const io_error& failure) {
  if (failure == asio::error::eof || failure == ssl::error::stream_truncated)
    return link_end::closed_by_peer;
  if (failure.category() != asio::error::get_ssl_category())
    return link_end::lost;
  return ERR_GET_REASON(static_cast<unsigned long>(failure.value())) >= first_alert
             ? link_end::refused_by_peer
             : link_end::tls_failed;
}

std::optional<identity::peer_name> peer_of(const SSL* tls) {
  const auto* cert = SSL_get0_peer_certificate(tls);
  return cert == nullptr ? std::nullopt : identity::peer_of(cert);
}

std::int64_t peer_until_s(const SSL* tls) {
  auto* cert = SSL_get1_peer_certificate(tls);
  if (cert == nullptr)
    return 0;
  return identity::certificate(identity::x509_ptr(cert)).valid().until_s;
}

} // namespace mesh::transport
