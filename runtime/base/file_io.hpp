#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <tl/expected.hpp>

#include "actors/work/process/unique_fd.hpp"
#include "messages/errors.hpp"

/// Files, as far as storage needs them: every failure names the path and what
/// helps, and what was written is on the disk before a function returns.
namespace mesh::storage {

namespace fs = std::filesystem;

/// The error that `errno` means for a path: `store_read_only` where writing is not
/// allowed, `io_error` for everything else (full disk, broken disk).
error io_failure(std::string_view doing, const fs::path& path, int why);

inline constexpr mode_t for_all_to_read = 0644;
inline constexpr mode_t for_owner_only = 0600;

/// Opens with O_CLOEXEC added.
tl::expected<unique_fd, error> open_file(const fs::path& path, int flags,
                                         mode_t mode = for_all_to_read);
/// Writes all of it at `offset`.
tl::expected<void, error> write_at(int fd, std::string_view bytes, std::size_t offset,
                                   const fs::path& path);
/// The whole file, at most `bound` bytes of it; beyond that
/// `payload_too_large`.
tl::expected<std::string, error> read_file(const fs::path& path, std::size_t bound);

/// Makes what was written to `fd` survive a power cut.
tl::expected<void, error> sync_file(int fd, const fs::path& path);
/// The same for a folder's list of names.
tl::expected<void, error> sync_folder(const fs::path& folder);

/// Puts a file of these bytes in place of the one there may be: whoever reads
/// sees the old one or the new one, never half of either, also after a crash.
/// Uses `path` + ".new"; one writer at a time.
tl::expected<void, error> replace_file(const fs::path& path, std::string_view bytes,
                                       mode_t mode = for_all_to_read);
/// The same where there must be none yet: else `already_exists`, and the file
/// there is as it was.
tl::expected<void, error> create_file(const fs::path& path, std::string_view bytes,
                                      mode_t mode = for_all_to_read);

} // namespace mesh::storage
