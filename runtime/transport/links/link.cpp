#include "runtime/transport/links/link.hpp"

namespace mesh::transport {

void link::end(link_end reason, steady::time_point linger_until) {
  if (reason_)
    return;
  reason_ = reason;
  due = {};
  due.linger = linger_until;
  io_error ignored;
  connection().close(ignored);
  local.shutdown(local_socket::shutdown_send, ignored);
}

void link::begin_closing(steady::time_point linger_until) {
  if (reason_)
    return;
  reason_ = link_end::closed_here;
  due = {};
  due.linger = linger_until;
}

void link::close() {
  if (!reason_)
    reason_ = link_end::closed_here;
  due = {};
  io_error ignored;
  connection().close(ignored);
  local.close(ignored);
}

} // namespace mesh::transport
