#include "runtime/base/file_io.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>

namespace mesh::storage {

error io_failure(std::string_view doing, const fs::path& path, int why) {
  auto detail =
      std::string(doing) + " " + path.string() + ": " + std::generic_category().message(why);
  switch (why) {
  case EACCES:
  case EPERM:
  case EROFS:
    return {errc::store_read_only, std::move(detail),
            "give the mesh's user the right to write there, or name another folder"};
  case ENOSPC:
  case EDQUOT:
  case EFBIG:
    return {errc::io_error, std::move(detail), "free space on this disk; then go on"};
  case ENOENT:
    return {errc::io_error, std::move(detail), "make the folder again, or put it back"};
  default:
    return {errc::io_error, std::move(detail), "check this disk"};
  }
}

tl::expected<unique_fd, error> open_file(const fs::path& path, int flags, mode_t mode) {
  unique_fd fd(::open(path.c_str(), flags | O_CLOEXEC, mode));
  if (!fd)
    return tl::unexpected(io_failure("cannot open", path, errno));
  return fd;
}

tl::expected<void, error> write_at(int fd, std::string_view bytes, std::size_t offset,
                                   const fs::path& path) {
  while (!bytes.empty()) {
    auto written = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return tl::unexpected(io_failure("cannot write", path, written < 0 ? errno : ENOSPC));
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::size_t>(written);
  }
  return {};
}

tl::expected<std::string, error> read_file(const fs::path& path, std::size_t bound) {
  auto fd = open_file(path, O_RDONLY);
  if (!fd)
    return tl::unexpected(fd.error());
  struct stat about {};
  if (::fstat(fd->get(), &about) != 0)
    return tl::unexpected(io_failure("cannot read", path, errno));
  if (!S_ISREG(about.st_mode))
    return tl::unexpected(error{errc::io_error, path.string() + " is not a file"});
  auto size = static_cast<std::size_t>(about.st_size);
  if (size > bound)
    return tl::unexpected(
        error{errc::payload_too_large, path.string() + " has " + std::to_string(size)
                                           + " bytes; at most " + std::to_string(bound)
                                           + " are read"});
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    auto got = ::read(fd->get(), bytes.data() + done, size - done);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return tl::unexpected(io_failure("cannot read", path, errno));
    if (got == 0)
      break; // it became shorter meanwhile
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

tl::expected<void, error> sync_file(int fd, const fs::path& path) {
  if (::fdatasync(fd) != 0)
    return tl::unexpected(io_failure("cannot sync", path, errno));
  return {};
}

tl::expected<void, error> sync_folder(const fs::path& folder) {
  auto fd = open_file(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
  if (!fd)
    return tl::unexpected(fd.error());
  if (::fsync(fd->get()) != 0)
    return tl::unexpected(io_failure("cannot sync", folder, errno));
  return {};
}

namespace {

fs::path fresh_name(const fs::path& path) {
  return path.string() + ".new";
}

/// A file that no crash left behind, so that its mode is the wanted one.
tl::expected<void, error> write_fresh(const fs::path& fresh, std::string_view bytes,
                                      mode_t mode) {
  ::unlink(fresh.c_str());
  auto fd = open_file(fresh, O_WRONLY | O_CREAT | O_EXCL, mode);
  if (!fd)
    return tl::unexpected(fd.error());
  auto done = write_at(fd->get(), bytes, 0, fresh).and_then([&] {
    return sync_file(fd->get(), fresh);
  });
  if (!done)
    ::unlink(fresh.c_str());
  return done;
}

} // namespace

tl::expected<void, error> replace_file(const fs::path& path, std::string_view bytes,
                                       mode_t mode) {
  const auto fresh = fresh_name(path);
  if (auto done = write_fresh(fresh, bytes, mode); !done)
    return done;
  if (::rename(fresh.c_str(), path.c_str()) != 0) {
    auto why = errno;
    ::unlink(fresh.c_str());
    return tl::unexpected(io_failure("cannot replace", path, why));
  }
  return sync_folder(path.parent_path());
}

tl::expected<void, error> create_file(const fs::path& path, std::string_view bytes,
                                      mode_t mode) {
  const auto fresh = fresh_name(path);
  if (auto done = write_fresh(fresh, bytes, mode); !done)
    return done;
  auto why = ::link(fresh.c_str(), path.c_str()) == 0 ? 0 : errno; // never replaces
  ::unlink(fresh.c_str());
  if (why == EEXIST)
    return tl::unexpected(error{errc::already_exists, path.string() + " is there already",
                                "name another, or move it away"});
  if (why != 0)
    return tl::unexpected(io_failure("cannot create", path, why));
  return sync_folder(path.parent_path());
}

} // namespace mesh::storage
