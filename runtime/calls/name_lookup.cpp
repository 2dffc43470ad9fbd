#include "runtime/calls/name_lookup.hpp"

#include <optional>

#include <netdb.h>

namespace mesh::calls {

namespace {

found_addresses look_up(const std::string& host, std::uint16_t port) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  io_error no_address;
  if (auto address = asio::ip::make_address(host, no_address); !no_address)
    return {{{address, port}}, {}};
  addrinfo* first = nullptr;
  if (const auto failed = ::getaddrinfo(host.c_str(), nullptr, &wanted, &first); failed != 0)
    return {{}, ::gai_strerror(failed)};
  found_addresses found;
  for (const auto* one = first; one != nullptr; one = one->ai_next) {
    tcp::endpoint where;
    if (one->ai_addrlen > where.capacity())
      continue;
    where.resize(one->ai_addrlen);
    std::copy_n(reinterpret_cast<const unsigned char*>(one->ai_addr), one->ai_addrlen,
                reinterpret_cast<unsigned char*>(where.data()));
    where.port(port);
    found.all.push_back(where);
  }
  ::freeaddrinfo(first);
  if (found.all.empty())
    found.problem = "it has no address";
  return found;
}

} // namespace

asio::awaitable<found_addresses> name_lookup::find(std::string host, std::uint16_t port,
                                                   std::shared_ptr<asio::steady_timer> alarm,
                                                   steady::time_point until) {
  auto found = std::make_shared<std::optional<found_addresses>>();
  alarm->expires_at(until);
  asio::post(workers_, [&io = io_, host = std::move(host), port, alarm, found] {
    asio::post(io, [alarm, found, answer = look_up(host, port)]() mutable {
      *found = std::move(answer);
      alarm->cancel();
    });
  });
  io_error woken;
  co_await alarm->async_wait(transport::or_error(woken));
  if (*found)
    co_return std::move(**found);
  co_return found_addresses{{}, "no server of names has answered in time"};
}

} // namespace mesh::calls
