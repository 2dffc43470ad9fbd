#pragma once
#include "runtime/http/request_reader.hpp"
#include "runtime/http/switchboard.hpp"

namespace mesh::control {

/// Turns the connection into a WebSocket, and serves it until it ends. A request that asks
/// for none, or for another subprotocol, is refused.
asio::awaitable<void> serve_socket(switchboard& board, connection_ptr c, const route& how,
                                   http_request asked, request what);

} // namespace mesh::control
