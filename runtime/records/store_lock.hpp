#pragma once
#include <filesystem>
#include <tl/expected.hpp>

#include "actors/work/process/unique_fd.hpp"
#include "messages/errors.hpp"

namespace mesh::storage {

/// The right to write to the store of a folder: one process at a time. The
/// kernel takes it back when its holder dies, however it dies.
class store_lock {
public:
  /// `store_locked` names the process that has it; `store_read_only` and
  /// `io_error` name the path.
  static tl::expected<store_lock, error> take(const std::filesystem::path& folder);

private:
  explicit store_lock(unique_fd fd) : fd_(std::move(fd)) {}
  unique_fd fd_;
};

} // namespace mesh::storage
