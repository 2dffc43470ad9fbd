#include "runtime/transport/links/verify_peer.hpp"

#include <algorithm>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "runtime/transport/tls/tls_context.hpp"

namespace mesh::transport {

namespace {

constexpr double ms_an_hour = 3'600'000;

double ms_until(std::int64_t seconds) {
  using namespace std::chrono;
  const auto now = duration<double>(system_clock::now().time_since_epoch()).count();
  return (static_cast<double>(seconds) - now) * 1'000;
}

} // namespace

void tune(tcp::socket& connection, const transport_config& limits) {
  io_error ignored;
  connection.set_option(tcp::no_delay(true), ignored);
  // after our own deadline, which knows the reason
  const auto patience_ms = static_cast<unsigned>(2 * limits.stall_timeout_ms);
  ::setsockopt(connection.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &patience_ms,
               sizeof patience_ms);
}

std::optional<link_end>
verify_peer(switchboard& board, link& k,
            const std::function<bool(const identity::peer_name&)>& accepts) {
  k.peer = peer_of(k.tls.native_handle());
  if (!k.peer)
    return link_end::no_name;
  if (!accepts(*k.peer))
    return link_end::wrong_peer;
  // TLS does not look at the certificate again while a link is up
  const auto age_ms = std::min(board.limits.link_age_hours * ms_an_hour,
                               ms_until(peer_until_s(k.tls.native_handle())));
  k.due.age = board.after(age_ms);
  return std::nullopt;
}

} // namespace mesh::transport
