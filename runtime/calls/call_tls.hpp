#pragma once
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "messages/errors.hpp"
#include "runtime/transport/tls/asio.hpp"

/// Calls to agents behind URLs.
namespace mesh::calls {

/// TLS 1.2 or 1.3 towards functions, whose certificates are checked (X5) against the
/// authorities of a PEM file, or those of the system when it is empty. `certificate_invalid`
/// names the file.
tl::expected<std::shared_ptr<transport::ssl::context>, error>
open_call_tls(const std::string& ca);

/// Prepares the handshake with a host: its name goes along, and must be in its certificate.
bool expect_host(SSL* tls, const std::string& host);

/// The reason why the certificate of a host is not good; empty: it is, or none came.
std::string certificate_problem(const SSL* tls);

} // namespace mesh::calls
