#include "runtime/transport/links/socket_pair.hpp"

#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <system_error>

namespace mesh::transport {

tl::expected<socket_pair, error> make_socket_pair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0)
    return tl::unexpected(
        error{errc::io_error, "cannot make a socket: " + std::generic_category().message(errno),
              "allow this process more open files (ulimit -n)"});
  return socket_pair{unique_fd(ends[0]), unique_fd(ends[1])};
}

} // namespace mesh::transport
