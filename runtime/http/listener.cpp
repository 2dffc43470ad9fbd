#include "runtime/http/listener.hpp"

namespace mesh::control {

namespace {

constexpr auto accept_pause = std::chrono::milliseconds(100); // no descriptor is left

} // namespace

tl::expected<host_port, error> listen_at(tcp::acceptor& acceptor, const std::string& where,
                                         std::string_view whom) {
  auto read = read_listen(where);
  if (!read)
    return read;
  const tcp::endpoint endpoint(asio::ip::make_address(read->host), read->port);
  io_error why;
  acceptor.open(endpoint.protocol(), why);
  if (!why)
    acceptor.set_option(tcp::acceptor::reuse_address(true), why);
  if (!why)
    acceptor.bind(endpoint, why);
  if (!why)
    acceptor.listen(asio::socket_base::max_listen_connections, why);
  if (why)
    return tl::unexpected(error{errc::io_error,
                                "cannot listen " + std::string(whom) + "at " + to_string(*read)
                                    + ": " + why.message(),
                                "name an address of this machine and a free port"});
  return host_port{read->host, acceptor.local_endpoint().port()};
}

asio::awaitable<std::optional<tcp::socket>> next_peer(tcp::acceptor& acceptor) {
  while (acceptor.is_open()) {
    io_error failed;
    auto socket = co_await acceptor.async_accept(or_error(failed));
    if (!failed)
      co_return socket;
    if (failed == asio::error::operation_aborted)
      break;
    asio::steady_timer rest(acceptor.get_executor(), accept_pause);
    co_await rest.async_wait(or_error(failed));
  }
  co_return std::nullopt;
}

} // namespace mesh::control
