#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "messages/errors.hpp"
#include "runtime/http/beast.hpp"
#include "runtime/http/host_port.hpp"

/// The listening end of a server.
namespace mesh::control {

/// Listens at an address as read_listen() takes it. Answers with the one it is; `io_error` and
/// `invalid_argument` name it, and `whom` it is for: "for agents ", or nothing.
tl::expected<host_port, error> listen_at(tcp::acceptor& acceptor, const std::string& where,
                                         std::string_view whom = {});

/// The next peer; none when the acceptor was closed. Waits a moment while no descriptor is
/// left.
asio::awaitable<std::optional<tcp::socket>> next_peer(tcp::acceptor& acceptor);

} // namespace mesh::control
