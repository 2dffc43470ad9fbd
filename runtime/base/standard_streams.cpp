#include "runtime/base/standard_streams.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace mesh {

void occupy_closed_streams() {
  // open() gives the lowest free number. Wrong way round: reading from or
  // writing to such a stream is an error, as it is when it is closed.
  for (auto stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(stream, F_GETFD) < 0) [[maybe_unused]]
      auto opened = ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

tl::expected<void, error> flush_stdout() {
  auto failed = std::fflush(stdout) != 0;
  auto why = failed ? std::strerror(errno) : "some of it could not be written";
  if (failed || std::ferror(stdout) != 0)
    return tl::unexpected(error{errc::io_error, std::string("cannot write to stdout: ") + why});
  return {};
}

} // namespace mesh
