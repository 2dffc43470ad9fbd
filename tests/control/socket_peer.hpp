#pragma once
#include <cstdint>
#include <string>

#include "tests/control/control_support.hpp"

namespace mesh::test {

/// The other end of a WebSocket on loopback, frame by frame, so that it can be hostile.
class socket_peer {
public:
  struct frame {
    int opcode = -1; // -1: the connection has ended
    std::string payload;
    /// Of a close frame; 0: it has none.
    [[nodiscard]] int code() const;
  };
  explicit socket_peer(std::uint16_t port) : port_(port), peer_(port) {}
  /// Over TLS.
  socket_peer(std::uint16_t port, const identity::credentials& who) : socket_peer(port) {
    REQUIRE(peer_.handshake({.who = &who}));
  }

  /// The status of the answer to the request for an upgrade.
  int open(const std::string& subprotocol = "mesh.live.v1", const std::string& more = {});
  void send(int opcode, const std::string& payload, std::size_t claimed = 0);
  void raw(const std::string& bytes) { peer_.write(bytes); }
  frame next();
  /// The next frame of this kind, whatever comes before; or the end.
  frame next_of(int opcode);
  [[nodiscard]] bool is_closed() { return peer_.is_closed(); }

  static constexpr int text = 1, binary = 2, close = 8, ping = 9;

private:
  std::uint16_t port_;
  raw_peer peer_;
};

/// A mesh of 45 agents whose dashboard is served without TLS; or with these certificates.
class plain_mesh {
public:
  explicit plain_mesh(const control_config& limits = control_limits(),
                      const identity::credential_files* tls = nullptr);
  [[nodiscard]] std::uint16_t port() const { return server_->https().port(); }
  [[nodiscard]] local_mesh& mesh() { return *mesh_; }
  [[nodiscard]] control::server_counts counts() const { return server_->https().counts(); }
  /// The whole answer, to a request that names its own header fields.
  [[nodiscard]] std::string ask(const std::string& method, const std::string& path,
                                const std::string& fields = {}) const;
  [[nodiscard]] std::string host() const { return "127.0.0.1:" + std::to_string(port()); }

private:
  std::unique_ptr<local_mesh> mesh_;
  std::unique_ptr<control::mesh_server> server_;
};

} // namespace mesh::test
