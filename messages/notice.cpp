#include "messages/notice.hpp"

#include <array>

namespace mesh {

std::string_view to_string(notice_kind what) {
  constexpr std::array<std::string_view, static_cast<std::size_t>(last_notice_kind) + 1> names{
      "HOST_JOINED",       "HOST_SUSPECT",        "HOST_BACK",         "HOST_LOST",
      "HOST_LEFT",         "HOST_REFUSED",        "HOST_LOOPING",      "SECTOR_PLACED",
      "SECTOR_UNSERVED",   "PLACEMENT_UNWRITTEN", "PLACEMENT_WRITTEN", "HUB_REPLACED",
      "AGENT_REFUSED",     "AGENT_TURNED_OUT",    "AGENT_DENIED",      "PROPOSAL_MADE",
      "PROPOSAL_APPROVED", "PROPOSAL_REJECTED",   "PROPOSAL_STALE",    "PROPOSAL_EXPIRED"};
  return names[static_cast<std::size_t>(what)];
}

} // namespace mesh
