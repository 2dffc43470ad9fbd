#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "config/control.hpp"
#include "config/transport.hpp"
#include "runtime/http/duration_buckets.hpp"
#include "runtime/http/http.hpp"
#include "runtime/identity/credential_files.hpp"
#include "runtime/identity/validity.hpp"

namespace mesh::control {

struct server_options {
  identity::credential_files files;
  control_config limits;
  std::vector<route> routes;
  transport_config log = {}; // how often the same refusal is logged
  /// HTTP without TLS, on loopback only: whoever is on this machine is an operator.
  bool plain = false;
  /// Asked about each request before its handler is, on the server's thread, so it does not
  /// wait: an answer ends it there. It fills in the session (X3).
  std::function<std::optional<response>(const route&, request&)> admit = {};
  /// Whether a peer may come without a certificate now (X3), asked before each handshake; one
  /// that is shown is verified all the same. `admit` decides what such a peer may have. Without
  /// it everybody shows one.
  std::function<bool()> nameless = {};
};

/// Since the start, but for those that say now.
struct server_counts {
  std::uint64_t connections = 0; // now, verified
  std::uint64_t handshakes = 0;  // now, unfinished
  std::uint64_t requests = 0;
  std::map<std::string, std::uint64_t> refused; // by reason
  /// Of requests that a route has answered, by its path and the status; streams and
  /// WebSockets, which last as long as they are read, are not among them.
  std::map<std::pair<std::string, unsigned>, duration_buckets> durations;
};

/// HTTPS/1.1 for operators, and for the nodes of the mesh (X2): TLS 1.3, a
/// certificate of our authority from both sides, or a browser that signs in; or plain for who
/// is on this machine. One
/// thread for the network; handlers on others, so that a long command holds up nobody.
class server {
public:
  /// Listens at `limits.listen`. Errors name certificate file or address, and
  /// what helps.
  static tl::expected<std::unique_ptr<server>, error> start(server_options options);
  /// Whoever is still answered is told that nobody reads any more.
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// Reads the certificates again, for connections from now on. When they are
  /// not good, those in use stay.
  tl::expected<void, error> reload();

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string address() const; // host:port
  [[nodiscard]] identity::peer_name who() const;
  [[nodiscard]] identity::validity valid() const;
  [[nodiscard]] server_counts counts() const;

private:
  struct machine;
  explicit server(std::unique_ptr<machine> made);
  std::unique_ptr<machine> machine_;
};

} // namespace mesh::control
