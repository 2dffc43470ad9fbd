#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/storage/history.hpp"

/// How the rows of one cluster at one moment stand in the store: one after the
/// other, 17 bytes each, little endian.
namespace mesh::storage {

/// Of the rows, which are all of one cluster, level and moment.
std::string pack_samples(const std::vector<history_row>& rows);
/// Adds those of `agent` to `rows`, or all for -1; false when the bytes are no
/// samples. `of` gives the moment, the level and the cluster.
bool unpack_samples(std::string_view bytes, const history_row& of, int agent,
                    std::vector<history_row>& rows);

inline constexpr std::size_t sample_size = 17;

} // namespace mesh::storage
