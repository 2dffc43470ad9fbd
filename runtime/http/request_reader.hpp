#pragma once
#include <optional>
#include <string_view>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "config/control.hpp"
#include "runtime/http/http.hpp"

/// Turns the bytes of a verified peer into a request: bounds and refusals, and no
/// sockets, so that a fuzzer can be the peer.
namespace mesh::control {

using http_request = boost::beast::http::request<boost::beast::http::string_body>;
using request_parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
using request_buffer = boost::beast::flat_buffer;

/// Of a connection, in bytes: a header, and what came with its last packet.
std::size_t most_buffered(const control_config& limits);
/// For a parser that has not begun.
void bound(request_parser& p, const control_config& limits);

/// Why a request is refused: in one word, for the log, and for its sender.
struct unreadable {
  std::string_view reason;
  std::string detail;
  response told;
};
/// Bytes that the parser did not take.
unreadable explain(const boost::system::error_code& why, const control_config& limits);
/// Nothing when a header that was read, of so many bytes, may go on. Beast looks at its
/// bound only while it waits for more: a header that comes at once may be longer.
std::optional<unreadable> check_header(const request_parser& p, std::size_t bytes,
                                       const control_config& limits);

/// Of what was read whole.
request request_of(http_request asked, identity::peer_name who);

} // namespace mesh::control
