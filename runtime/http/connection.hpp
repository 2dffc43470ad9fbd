#pragma once
#include <memory>
#include <string>

#include "runtime/http/beast.hpp"
#include "runtime/http/connection_shares.hpp"
#include "runtime/http/exchange.hpp"
#include "runtime/identity/peer_name.hpp"

namespace mesh::control {

/// A connection, from its TCP handshake on; lives on the server's thread.
struct connection {
  connection(tcp::socket socket, std::shared_ptr<asio::ssl::context> with,
             std::size_t most_buffered)
      : context(std::move(with)),
        tls(std::move(socket), *context),
        buffer(most_buffered),
        ready(tls.get_executor()),
        watched(tls.get_executor()) {}
  [[nodiscard]] beast::tcp_stream& lowest() { return tls.next_layer(); }

  std::shared_ptr<asio::ssl::context> context;
  tls_stream tls;
  std::string address; // without the port: refusals are logged by it
  identity::peer_name who;
  beast::flat_buffer buffer;
  asio::steady_timer ready;   // cancelled when the exchange has news
  asio::steady_timer watched; // cancelled when nobody reads beside
  std::shared_ptr<exchange> answering;
  bool watching = false;
  bool without_body = false; // HEAD: answered with the header only
  connection_shares::key key = 0;
};
using connection_ptr = std::shared_ptr<connection>;

class switchboard;

/// Everything from the handshake to the end.
asio::awaitable<void> serve(switchboard& board, connection_ptr c);

} // namespace mesh::control
