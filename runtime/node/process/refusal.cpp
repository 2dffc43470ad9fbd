#include "runtime/node/process/refusal.hpp"

#include <algorithm>

#include "runtime/http/beast.hpp"

namespace mesh::node {

bool is_refused(const control::host_port& where, duration patience) {
  namespace asio = boost::asio;
  using asio::ip::tcp;
  asio::io_context io(1);
  boost::system::error_code why;
  const auto found = tcp::resolver(io).resolve(where.host, std::to_string(where.port), why);
  if (why || found.empty())
    return false;
  return std::all_of(found.begin(), found.end(), [&](const auto& address) {
    tcp::socket socket(io);
    auto refused = false;
    socket.async_connect(address.endpoint(), [&](const boost::system::error_code& error) {
      refused = error == asio::error::connection_refused;
    });
    io.restart();
    io.run_for(patience);
    socket.close(why);
    io.restart();
    io.run(); // what was cancelled
    return refused;
  });
}

} // namespace mesh::node
