#pragma once
#include <sys/socket.h>

#include "actors/work/reaper/protocol.hpp"

namespace mesh::reaper {

/// A reader that is gone is no matter: then nobody wants to know.
inline void send_report(report_kind kind, std::int64_t value) {
  report what{kind, value};
  (void)!::send(control_fd, &what, sizeof what, MSG_NOSIGNAL);
}

} // namespace mesh::reaper
