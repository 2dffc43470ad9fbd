#pragma once
#include "runtime/http/switchboard.hpp"

namespace mesh::control {

/// An answer as it is written, with its length.
http::response<http::string_body> message_of(response told, bool keep);

/// Writes a whole answer. False when the connection is to end.
asio::awaitable<bool> respond(switchboard& board, connection_ptr c, response told, bool keep);

/// Has a handler work on a request, and writes what it answers as it comes.
/// False when the connection is to end.
asio::awaitable<bool> answer(switchboard& board, connection_ptr c, const route& how,
                             request what, bool keep);

} // namespace mesh::control
