#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "actors/coordination/registry.hpp"
#include "actors/coordination/roster.hpp"
#include "messages/protection_messages.hpp"

namespace mesh {

/// Body of a `host_sector` entry: what the node that takes a sector over has to
/// know of it, or of a cluster that is detached from its sector (T1).
struct sector_handover {
  std::uint64_t epoch = 0; // of the placement
  roster_changes roster;   // T5: of this sector
  std::vector<cluster_page> pages;
  std::vector<circuit> circuits;    // breakers that are not closed (B2)
  std::vector<cluster_id> detached; // clusters that are not given with the sector
};

/// Moments travel as ages, as in registry_page.hpp. Refused are also pages of
/// more than one sector, and of one cluster twice.
std::string encode(const sector_handover& h, time_point now);
bool decode(std::string_view bytes, time_point now, sector_handover& out);

} // namespace mesh
