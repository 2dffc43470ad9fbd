#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "runtime/identity/credential_files.hpp"
#include "runtime/transport/tls/asio.hpp"

namespace mesh::gateway {

/// The certificate that the gateway shows to agents, and what they check it against.
struct gateway_tls {
  std::shared_ptr<transport::ssl::context> context; // TLS 1.3; agents need no certificate
  std::string digest;                               // SHA-256 of the certificate, 32 bytes
  std::string ca;                                   // PEM
};

/// Where it comes from.
struct gateway_tls_source {
  /// Those of an operator; none: made here.
  std::optional<identity::credential_files> files;
  /// Keeps what is made here, so that agents know the gateway again; empty: it is made for
  /// this process alone.
  std::filesystem::path folder;
  std::vector<std::string> hosts; // names and addresses under which agents come
};

/// Reads it, or makes it. Errors name the file and the remedy.
tl::expected<gateway_tls, error> open_tls(const gateway_tls_source& from, std::int64_t now_s);

} // namespace mesh::gateway
