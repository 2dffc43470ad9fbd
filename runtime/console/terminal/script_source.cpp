#include "runtime/console/terminal/script_source.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "actors/work/process/unique_fd.hpp"

namespace mesh::console {

tl::expected<std::string, error> read_script(const std::string& file, std::size_t limit) {
  auto from_stdin = file == "-";
  auto cannot = [&] {
    return tl::unexpected(error{errc::io_error, "cannot read the script "
                                                    + (from_stdin ? "on stdin" : file) + ": "
                                                    + std::strerror(errno)});
  };
  unique_fd opened(from_stdin ? -1 : ::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!from_stdin && opened.get() < 0)
    return cannot();
  std::string source;
  std::array<char, 65'536> buffer{};
  while (source.size() <= limit) {
    auto got = ::read(from_stdin ? STDIN_FILENO : opened.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return cannot();
    if (got == 0)
      break;
    source.append(buffer.data(), static_cast<std::size_t>(got));
  }
  source.resize(std::min(source.size(), limit + 1));
  return source;
}

} // namespace mesh::console
