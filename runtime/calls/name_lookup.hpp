#pragma once
#include <string>
#include <vector>

#include <boost/asio/thread_pool.hpp>

#include "runtime/transport/tls/asio.hpp"

namespace mesh::calls {

namespace asio = transport::asio;
using transport::io_error;
using transport::steady;
using transport::tcp;

/// The addresses of a host.
struct found_addresses {
  std::vector<tcp::endpoint> all;
  std::string problem; // empty: there are some
};

/// Looks hosts up, several at a time, so that a name whose servers are silent does not keep
/// the others waiting. On the thread of its context.
class name_lookup {
public:
  explicit name_lookup(asio::io_context& io) : io_(io), workers_(threads) {}
  /// Waits for look-ups that have begun: the system ends none early.
  ~name_lookup() { workers_.join(); }
  name_lookup(const name_lookup&) = delete;
  name_lookup& operator=(const name_lookup&) = delete;

  /// The addresses of a host, with this port; a problem when it takes longer than `until`.
  /// `alarm` is cancelled to end the wait early.
  asio::awaitable<found_addresses> find(std::string host, std::uint16_t port,
                                        std::shared_ptr<asio::steady_timer> alarm,
                                        steady::time_point until);

private:
  static constexpr std::size_t threads = 4;
  asio::io_context& io_;
  asio::thread_pool workers_;
};

} // namespace mesh::calls
