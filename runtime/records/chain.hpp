#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/records/digest.hpp"

/// Records chained by hash: each record's hash covers its bytes and the hash
/// before it, so none can be changed, removed or moved without all after it
/// giving it away (K4).
namespace mesh::storage {

enum class chain : std::uint8_t { conflicts, resolutions };
inline constexpr std::array all_chains{chain::conflicts, chain::resolutions};
std::string_view to_string(chain which); // "conflicts" ..., as its table

/// The end of a chain: how many records it has, and the hash of the newest.
struct chain_head {
  std::uint64_t count = 0;
  digest hash{};
  bool operator==(const chain_head&) const = default;
};

/// Before the first record. Each store's chains start differently.
chain_head chain_start(chain which, std::string_view store_id);
/// With one record more.
chain_head next(const chain_head& head, std::string_view bytes);

/// Both chains' ends.
using chain_heads = std::array<chain_head, 2>;
inline chain_head& head_of(chain_heads& heads, chain which) {
  return heads[static_cast<std::size_t>(which)];
}
inline const chain_head& head_of(const chain_heads& heads, chain which) {
  return heads[static_cast<std::size_t>(which)];
}

} // namespace mesh::storage
