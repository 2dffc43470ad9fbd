#pragma once
#include <memory>
#include <string>

#include "runtime/http/beast.hpp"
#include "runtime/http/connection_shares.hpp"
#include "runtime/http/exchange.hpp"
#include "runtime/http/wire_stream.hpp"
#include "runtime/identity/peer_name.hpp"

namespace mesh::control {

/// A connection, from its TCP handshake on; lives on the server's thread.
struct connection {
  /// Without a context it is plain.
  connection(tcp::socket socket, std::shared_ptr<asio::ssl::context> with,
             std::size_t most_buffered)
      : wire(std::move(socket), std::move(with)),
        buffer(most_buffered),
        ready(wire.get_executor()),
        watched(wire.get_executor()) {}
  [[nodiscard]] beast::tcp_stream& lowest() { return wire.next_layer(); }

  wire_stream wire;
  std::string address; // without the port: refusals are logged by it
  identity::peer_name who;
  bool nameless = false; // over TLS, and it has shown no certificate
  identity::operator_may may = identity::operator_may::admin;
  std::string login_digest; // see request
  beast::flat_buffer buffer;
  asio::steady_timer ready;   // cancelled when the exchange has news
  asio::steady_timer watched; // cancelled when nobody reads beside
  std::shared_ptr<exchange> answering;
  bool watching = false;
  unsigned status = 0;       // of the last answer that was begun
  bool without_body = false; // HEAD: answered with the header only
  connection_shares::key key = 0;
};
using connection_ptr = std::shared_ptr<connection>;

class switchboard;

/// Everything from the handshake to the end.
asio::awaitable<void> serve(switchboard& board, connection_ptr c);

} // namespace mesh::control
