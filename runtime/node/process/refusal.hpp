#pragma once
#include "messages/vocabulary.hpp"
#include "runtime/http/host_port.hpp"

namespace mesh::node {

/// Whether that host is there and says that no process listens at the port: each of its
/// addresses refuses the connection in that time. A time that passes, a host that is
/// not found or not reached say nothing.
bool is_refused(const control::host_port& where, duration patience);

} // namespace mesh::node
