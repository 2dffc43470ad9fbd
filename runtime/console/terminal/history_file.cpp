#include "runtime/console/terminal/history_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace mesh::console {

namespace {

constexpr mode_t owner_only = 0600;
constexpr mode_t directory_mode = 0700;

auto failed(const std::filesystem::path& path, const char* what, int code) {
  return tl::unexpected(error{errc::io_error,
                              std::string("the history ") + path.string() + " " + what + ": "
                                  + std::strerror(code),
                              "the console works without it"});
}

/// Writes all of the text; the number of the error, or 0.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno != EINTR)
      return errno;
    text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  return 0;
}

/// Directories above the file, for the owner alone where they are new.
int make_directories(const std::filesystem::path& directory) {
  std::error_code code;
  if (directory.empty() || std::filesystem::is_directory(directory, code))
    return 0;
  if (auto above = make_directories(directory.parent_path()); above != 0)
    return above;
  return ::mkdir(directory.c_str(), directory_mode) == 0 || errno == EEXIST ? 0 : errno;
}

int write_file(const std::filesystem::path& path, int flags, std::string_view text) {
  auto descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, owner_only);
  if (descriptor < 0)
    return errno;
  // A file that was there before may have been readable by others.
  auto code = ::fchmod(descriptor, owner_only) == 0 ? write_all(descriptor, text) : errno;
  ::close(descriptor);
  return code;
}

} // namespace

std::optional<std::filesystem::path> history_file::default_path() {
  auto directory = [](const char* name) -> std::filesystem::path {
    const auto* value = std::getenv(name);
    return value && *value == '/' ? value : "";
  };
  if (auto state = directory("XDG_STATE_HOME"); !state.empty())
    return state / "mesh" / "history";
  if (auto home = directory("HOME"); !home.empty())
    return home / ".local" / "state" / "mesh" / "history";
  return std::nullopt;
}

tl::expected<std::vector<std::string>, error> history_file::load() const {
  std::vector<std::string> lines;
  std::error_code code;
  if (!std::filesystem::exists(path_, code))
    return lines;
  errno = 0;
  std::ifstream file(path_);
  if (!file)
    return failed(path_, "cannot be read", errno);
  bool too_many = false;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.size() > longest_line)
      continue;
    lines.push_back(std::move(line));
    if (lines.size() >= 2 * most_lines_ + 1) { // keeps memory bounded as well
      lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(most_lines_));
      too_many = true;
    }
  }
  if (file.bad())
    return failed(path_, "cannot be read", errno);
  if (lines.size() > most_lines_) {
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(most_lines_));
    too_many = true;
  }
  if (too_many)
    if (auto replaced = replace(lines); !replaced)
      return tl::unexpected(replaced.error());
  return lines;
}

tl::expected<void, error> history_file::append(std::string_view line) const {
  if (line.empty() || line.size() > longest_line || line.find('\n') != std::string_view::npos)
    return {};
  if (auto code = make_directories(path_.parent_path()); code != 0)
    return failed(path_, "has no directory", code);
  if (auto code = write_file(path_, O_APPEND, std::string(line) + "\n"); code != 0)
    return failed(path_, "cannot be written", code);
  return {};
}

/// A crash in the middle leaves the old file as it was.
tl::expected<void, error> history_file::replace(const std::vector<std::string>& lines) const {
  std::string text;
  for (const auto& line : lines)
    text.append(line).append("\n");
  auto fresh = path_;
  fresh += ".new";
  if (auto code = write_file(fresh, O_TRUNC, text); code != 0)
    return failed(fresh, "cannot be written", code);
  if (::rename(fresh.c_str(), path_.c_str()) != 0)
    return failed(path_, "cannot be replaced", errno);
  return {};
}

} // namespace mesh::console
