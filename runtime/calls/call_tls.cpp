#include "runtime/calls/call_tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace mesh::calls {

namespace {

bool is_address(const std::string& host) {
  transport::io_error none;
  (void)transport::asio::ip::make_address(host, none);
  return !none;
}

} // namespace

tl::expected<std::shared_ptr<transport::ssl::context>, error>
open_call_tls(const std::string& ca) {
  auto context = std::make_shared<transport::ssl::context>(transport::ssl::context::tls_client);
  auto* native = context->native_handle();
  SSL_CTX_set_verify(native, SSL_VERIFY_PEER, nullptr);
  const auto authorities = ca.empty() ? SSL_CTX_set_default_verify_paths(native) == 1
                                      : SSL_CTX_load_verify_file(native, ca.c_str()) == 1;
  if (authorities && SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) == 1)
    return context;
  ERR_clear_error();
  return tl::unexpected(error{errc::certificate_invalid,
                              (ca.empty() ? std::string("the system's authorities") : ca)
                                  + " cannot be read as certificates in PEM",
                              "set calls.ca to a PEM file with the authorities' certificates"});
}

bool expect_host(SSL* tls, const std::string& host) {
  if (is_address(host))
    return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str()) == 1;
  SSL_set_hostflags(tls, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set_tlsext_host_name(tls, host.c_str()) == 1
         && SSL_set1_host(tls, host.c_str()) == 1;
}

std::string certificate_problem(const SSL* tls) {
  const auto verdict = SSL_get_verify_result(tls);
  return verdict == X509_V_OK ? std::string() : X509_verify_cert_error_string(verdict);
}

} // namespace mesh::calls
