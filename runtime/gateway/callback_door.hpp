#pragma once
#include <string>
#include <string_view>

#include "runtime/gateway/gateway_house.hpp"
#include "runtime/http/beast.hpp"

/// Answers of functions behind URLs that come later than their call (X1): the agents' door
/// takes them, too.
namespace mesh::gateway {

/// True when a request is for the URL of a callback.
bool is_callback(std::string_view target);

/// Reads the rest of such a request, whose header `asked` has, and answers it. The time that is
/// left on `from` bounds it. 200 `{"taken": true}`; else `{"error": {…}}`: 400 it is no answer
/// of the protocol, 404 nobody was told that token, 405 it is no POST, 409 it was answered,
/// 410 too late, 413 larger than it may be, 429 too many a second. Refusals are counted.
control::asio::awaitable<void>
take_callback(control::tls_stream& from, control::beast::flat_buffer& buffer,
              control::http::request_parser<control::http::string_body>& asked,
              gateway_house& house, const std::string& address);

} // namespace mesh::gateway
