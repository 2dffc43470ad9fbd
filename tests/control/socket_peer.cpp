#include "tests/control/socket_peer.hpp"

#include <csignal>

#include <spdlog/spdlog.h>

#include "runtime/base/interrupt.hpp"

namespace mesh::test {

int socket_peer::frame::code() const {
  if (payload.size() < 2)
    return 0;
  return static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
}

int socket_peer::open(const std::string& subprotocol, const std::string& more) {
  peer_.write("GET /v1/live HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_)
              + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              + (subprotocol.empty() ? "" : "Sec-WebSocket-Protocol: " + subprotocol + "\r\n")
              + more + "\r\n");
  std::string head;
  while (!head.ends_with("\r\n\r\n")) {
    const auto byte = peer_.read(1);
    if (byte.empty())
      return 0;
    head += byte;
  }
  if (head.starts_with("HTTP/1.1 101"))
    CHECK(head.find("Sec-WebSocket-Protocol: mesh.live.v1\r\n") != std::string::npos);
  return std::stoi(head.substr(9, 3));
}

void socket_peer::send(int opcode, const std::string& payload, std::size_t claimed) {
  const auto length = std::max(claimed, payload.size());
  std::string bytes(1, static_cast<char>(0x80 | opcode));
  if (length < 126) {
    bytes += static_cast<char>(0x80 | length);
  } else if (length < 65'536) {
    bytes += static_cast<char>(0x80 | 126);
    bytes += static_cast<char>(length >> 8);
    bytes += static_cast<char>(length & 0xff);
  } else {
    bytes += static_cast<char>(0x80 | 127);
    for (int shift = 56; shift >= 0; shift -= 8)
      bytes += static_cast<char>(length >> shift & 0xff);
  }
  bytes += std::string(4, '\0'); // a mask that changes nothing
  peer_.write(bytes + payload);
}

socket_peer::frame socket_peer::next() {
  const auto head = peer_.read(2);
  if (head.size() < 2)
    return {};
  std::size_t length = static_cast<unsigned char>(head[1]) & 0x7f;
  const auto more = length == 126 ? 2 : length == 127 ? 8 : 0;
  if (more > 0) {
    length = 0;
    for (const auto byte : peer_.read(more))
      length = length << 8 | static_cast<unsigned char>(byte);
  }
  return {static_cast<unsigned char>(head[0]) & 0x0f, peer_.read(length)};
}

socket_peer::frame socket_peer::next_of(int opcode) {
  for (;;) {
    auto one = next();
    if (one.opcode == opcode || one.opcode < 0)
      return one;
  }
}

plain_mesh::plain_mesh(const control_config& limits, const identity::credential_files* tls) {
  spdlog::set_level(spdlog::level::off);
  ::signal(SIGPIPE, SIG_IGN);
  config cfg;
  cfg.topology = topology_config::of(3, 3, 5);
  mesh_options how;
  how.interrupted = interrupt_pending; // else nothing can be cancelled
  mesh_ = std::make_unique<local_mesh>(cfg, std::move(how));
  control::mesh_server_options options{tls == nullptr ? identity::credential_files{} : *tls,
                                       limits};
  options.plain = tls == nullptr;
  auto started = control::mesh_server::start(*mesh_, std::move(options));
  if (!started)
    FAIL(to_string(started.error()));
  server_ = std::move(*started);
}

std::string plain_mesh::ask(const std::string& method, const std::string& path,
                            const std::string& fields) const {
  raw_peer peer(port());
  const auto own = fields.find("Host:") == std::string::npos ? "Host: " + host() + "\r\n" : "";
  peer.write(method + " " + path + " HTTP/1.1\r\n" + own + fields
             + "Connection: close\r\n\r\n");
  return peer.read(10'000'000);
}

} // namespace mesh::test
