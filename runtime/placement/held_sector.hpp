#pragma once
#include <cstdint>

#include "messages/ids.hpp"

namespace mesh {

/// A sector as a node holds it. Each time a sector is given to a node it gets a
/// higher epoch; of two holders the one with the lower epoch is outdated (fencing).
struct held_sector {
  sector_id sector;
  std::uint64_t epoch = 0;
  bool operator==(const held_sector&) const = default;
};

} // namespace mesh
