#include "runtime/records/store_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/file.h>

#include "runtime/base/file_io.hpp"

namespace mesh::storage {

namespace {

/// The process that wrote its number into the lock file; for people only.
std::string holder(const fs::path& file) {
  auto text = read_file(file, 32).value_or("");
  auto end = text.find_first_not_of("0123456789");
  auto number = text.substr(0, end);
  return number.empty() ? "another process" : "process " + number;
}

} // namespace

tl::expected<store_lock, error> store_lock::take(const fs::path& folder) {
  const auto file = folder / "mesh.lock";
  auto fd = open_file(file, O_RDWR | O_CREAT);
  if (!fd)
    return tl::unexpected(fd.error());
  if (::flock(fd->get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK)
      return tl::unexpected(
          error{errc::store_locked, holder(file) + " uses the store in " + folder.string(),
                "end that process, or give this one a folder of its own with --data"});
    return tl::unexpected(io_failure("cannot lock", file, errno));
  }
  auto own = std::to_string(::getpid()) + "\n";
  if (::ftruncate(fd->get(), 0) == 0) // a full disk is no reason not to hold the lock
    (void)write_at(fd->get(), own, 0, file);
  return store_lock(std::move(*fd));
}

} // namespace mesh::storage
