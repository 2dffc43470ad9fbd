#pragma once
#include <filesystem>
#include <tl/expected.hpp>

#include "messages/frozen_state.hpp"

namespace mesh::storage {

/// Preserves a frozen state in a file (O6): there whole when this returns, also
/// after kill -9. Errors as write_snapshot; a state beyond what Protobuf can
/// hold is `payload_too_large`.
tl::expected<void, error> write_frozen(const std::filesystem::path& path,
                                       const frozen_state& state);

/// The preserved state, for a mesh of this topology. Errors as read_snapshot,
/// and `store_corrupt` for a snapshot of something else, `config_invalid` for
/// one of another topology; each names the path.
tl::expected<frozen_state, error> read_frozen(const std::filesystem::path& path,
                                              const topology_config& here);

} // namespace mesh::storage
