#include "runtime/node/process/free_port.hpp"

#include "runtime/http/beast.hpp"
#include "runtime/http/host_port.hpp"

namespace mesh::node {

tl::expected<void, error> can_listen(const std::string& where) {
  namespace asio = boost::asio;
  using asio::ip::tcp;
  auto read = control::read_listen(where);
  if (!read)
    return tl::unexpected(read.error());
  boost::system::error_code why;
  const tcp::endpoint endpoint(asio::ip::make_address(read->host, why), read->port);
  asio::io_context io(1);
  tcp::acceptor one(io);
  if (!why)
    one.open(endpoint.protocol(), why);
  if (!why)
    one.set_option(tcp::acceptor::reuse_address(true), why);
  if (!why)
    one.bind(endpoint, why);
  if (!why)
    one.listen(1, why);
  if (why)
    return tl::unexpected(error{errc::io_error,
                                "cannot listen at " + to_string(*read) + ": " + why.message(),
                                "set /control/listen to a free port of this host"});
  return {};
}

} // namespace mesh::node
