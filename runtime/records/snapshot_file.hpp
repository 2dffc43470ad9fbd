#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "messages/errors.hpp"

/// A file that is there whole or not at all (O6): a header with the length and
/// a SHA-256, then the bytes.
namespace mesh::storage {

/// No snapshot is larger, in bytes: as much as one Protobuf message may be.
inline constexpr std::size_t largest_snapshot = 0x7fff'ffff;

/// Writes and syncs a file beside `path` and puts it in its place. After a
/// crash, kill -9 or an error there is the old file or the new one.
/// `payload_too_large`, `store_read_only` and `io_error` name the path.
tl::expected<void, error> write_snapshot(const std::filesystem::path& path,
                                         std::string_view bytes);

/// The bytes that were written. Fails with
/// - `unknown_target`: no such file
/// - `store_foreign`: a file of something else
/// - `unsupported`: written by a newer version
/// - `store_corrupt`: cut off, or longer than it says
/// - `hash_mismatch`: a byte was changed
/// - `store_read_only`, `io_error`: it cannot be read
/// each with the path and what helps.
tl::expected<std::string, error> read_snapshot(const std::filesystem::path& path);

} // namespace mesh::storage
