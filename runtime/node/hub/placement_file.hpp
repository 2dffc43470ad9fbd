#pragma once
#include <filesystem>
#include <tl/expected.hpp>

#include "config/config.hpp"
#include "runtime/placement/node_table.hpp"

/// The placement of sectors, as a file below the data folder: an orchestrator that
/// is started again finds the mesh as it is, and gives no epoch twice (R2).
namespace mesh::node {

/// Replaces it in one step; `io_error` when the disk does not take it.
tl::expected<void, error> write_placement(const std::filesystem::path& path,
                                          const stored_placement& placed);
/// Nothing when there is no such file. `store_corrupt` and `store_foreign` name
/// it and say what to do.
tl::expected<stored_placement, error> read_placement(const std::filesystem::path& path,
                                                     int sectors);

} // namespace mesh::node
