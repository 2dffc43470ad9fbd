#pragma once
#include <filesystem>
#include <string_view>
#include <tl/expected.hpp>

#include "messages/errors.hpp"

namespace mesh::storage {

/// Makes a file that nobody but its owner can read: whole, on the disk, and in place of none
/// (`already_exists`). `io_error` and `store_read_only` name the path.
tl::expected<void, error> create_secret_file(const std::filesystem::path& path,
                                             std::string_view bytes);
/// Whether others than its owner may read or write what is there; false when nothing is.
bool is_exposed(const std::filesystem::path& path);

} // namespace mesh::storage
