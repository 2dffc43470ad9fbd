#pragma once
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "runtime/control/mesh_server.hpp"
#include "runtime/http/client.hpp"
#include "runtime/http/exchange.hpp"
#include "tests/support/catch.hpp"
#include "tests/transport/link_support.hpp"
#include "tests/transport/raw_peer.hpp"

/// Servers of the control API on loopback, at ports that the kernel chooses.
namespace mesh::test {

/// Patient enough for the sanitizers.
control_config control_limits();

/// Certificates of an orchestrator, an operator and a node, and who uses them.
struct control_world : authorities {
  identity::credential_files hub = issue("orchestrator/hub");
  identity::credential_files ann = issue("operator/ann");
  identity::credential_files n1 = issue("sectors/n1");

  [[nodiscard]] static identity::credentials
  credentials_of(const identity::credential_files& files);
  [[nodiscard]] control::endpoint at(std::uint16_t port) const { return at(port, ann); }
  [[nodiscard]] static control::endpoint at(std::uint16_t port,
                                            const identity::credential_files& as);
};

/// A server with a few paths and no mesh: /who (all roles), /echo, /flood,
/// /hang (operators).
class plain_server : public control_world {
public:
  explicit plain_server(const control_config& limits = control_limits());
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  [[nodiscard]] control::server& server() const { return *server_; }
  /// Whether it comes to refuse somebody for the reason.
  [[nodiscard]] bool saw(const std::string& reason, std::uint64_t times = 1) const;
  /// An operator is answered as if nothing had happened.
  void check_honest() const;
  /// A TLS connection of an operator's.
  [[nodiscard]] std::unique_ptr<raw_peer> operators() const;

private:
  std::unique_ptr<control::server> server_;
};

/// A mesh of 45 agents that is served.
class served_mesh : public control_world {
public:
  explicit served_mesh(const control_config& limits = control_limits());
  [[nodiscard]] std::uint16_t port() const { return server_->https().port(); }
  [[nodiscard]] local_mesh& mesh() { return *mesh_; }
  [[nodiscard]] control::reply get(const std::string& path) const;
  [[nodiscard]] control::reply post(const std::string& script) const;

private:
  std::unique_ptr<local_mesh> mesh_;
  std::unique_ptr<control::mesh_server> server_;
};

/// Waits for a condition, and gives up after a long time.
bool eventually(const std::function<bool()>& condition);
/// What is left of a reply that is JSON lines.
std::vector<nlohmann::json> lines_of(const std::string& text);
std::size_t resident_bytes();

} // namespace mesh::test
