#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/records/history.hpp"

/// The form of the rows of one cluster at one moment in the store: one after the
/// other, 17 bytes each, little endian, and behind them a checksum of 16 bytes. Rows
/// of schema version 1 have none.
namespace mesh::storage {

/// Where such rows stand: what their checksum covers beside them.
struct sample_place {
  std::int64_t level = 0;
  std::int64_t cluster = 0;
  std::int64_t at_ms = 0;
  std::int64_t first = 0;
};

/// With the checksum behind it: the first half of a SHA-256 over the store's id, the
/// place and the bytes. It finds damage and changes, not rows that were removed.
std::string with_checksum(std::string bytes, std::string_view store_id, const sample_place& at);
enum class checksum : std::uint8_t { good, wrong, none };
checksum check_samples(std::string_view bytes, std::string_view store_id,
                       const sample_place& at);

/// Of the rows, which are all of one cluster, level and moment.
std::string pack_samples(const std::vector<history_row>& rows);
/// Adds those of `agent` to `rows`, or all for -1; false when the bytes are no
/// samples. `of` gives the moment, the level and the cluster.
bool unpack_samples(std::string_view bytes, const history_row& of, int agent,
                    std::vector<history_row>& rows);

inline constexpr std::size_t sample_size = 17;
/// Less than a sample: whole divisions give the number of samples with it and without.
inline constexpr std::size_t checksum_size = 16;
static_assert(checksum_size < sample_size);

} // namespace mesh::storage
