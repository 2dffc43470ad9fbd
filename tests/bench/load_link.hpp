#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/gateway/link_message.hpp"
#include "runtime/http/beast.hpp"
#include "runtime/identity/ed25519.hpp"

namespace mesh::bench {

/// An agent outside, as its link names it.
struct load_agent {
  std::string name;
  std::string token;
  identity::ed25519::signing_key key;
};

/// Counts of a process with agents.
struct load_counts {
  std::uint64_t welcomed = 0;
  std::uint64_t answered = 0;
  std::uint64_t refused = 0;
};

/// One link with many agents, that answer each delivery at once: the least that a client can
/// do, so that what is measured is the mesh. Speaks Protobuf, and signs the answers of each
/// message together. It trusts any certificate, and does not keep answers.
class load_link {
public:
  load_link(control::asio::io_context& io, control::asio::ssl::context& tls, std::uint16_t port,
            std::vector<load_agent> agents, load_counts& counts);
  /// Until the mesh ends it. A link that was cut dials again at once. Throws what went wrong.
  control::asio::awaitable<void> run();
  /// As when the network goes: without a word to the mesh.
  void cut();

private:
  control::asio::awaitable<void> serve_once();
  void take(const gateway::pb::FromMesh& what);
  void hello(const std::string& nonce);

  control::asio::io_context& io_;
  control::asio::ssl::context& tls_;
  const std::uint16_t port_;
  std::vector<load_agent> agents_;
  load_counts& counts_;
  identity::ed25519::signing_key link_key_;
  std::string nonce_;
  std::string binding_;
  std::uint32_t number_ = 0;
  gateway::pb::FromAgent next_;
  control::tcp::socket* socket_ = nullptr; // of the link that is up
  bool was_cut_ = false;
};

} // namespace mesh::bench
