#pragma once
#include <filesystem>
#include <tl/expected.hpp>

#include "actors/coordination/roster.hpp"

/// The agents that have joined and left (T5), as a snapshot file of JSON: with `--data` a
/// mesh that is started again has the agents that it had.
namespace mesh::storage {

/// Fails as write_snapshot does.
tl::expected<void, error> write_roster(const std::filesystem::path& path,
                                       const roster_changes& changes,
                                       const topology_config& size);

/// Fails as read_snapshot does, with `store_corrupt` for what is no roster and
/// `store_foreign` for one of a mesh of another size; `unknown_target`: none was
/// ever written.
tl::expected<roster_changes, error> read_roster(const std::filesystem::path& path,
                                                const topology_config& size);

} // namespace mesh::storage
