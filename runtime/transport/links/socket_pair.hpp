#pragma once
#include <tl/expected.hpp>

#include "actors/work/process/unique_fd.hpp"
#include "messages/errors.hpp"

namespace mesh::transport {

/// Two connected local sockets: what is written to one is read from the other.
struct socket_pair {
  unique_fd ours;   // the pump's
  unique_fd theirs; // the actor system's
};

/// `io_error` when there are no descriptors left.
tl::expected<socket_pair, error> make_socket_pair();

} // namespace mesh::transport
