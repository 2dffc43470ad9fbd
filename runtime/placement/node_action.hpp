#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "messages/errors.hpp"
#include "messages/link_batch.hpp"
#include "runtime/placement/held_part.hpp"

namespace mesh {

/// A step to take about a node. Store node_table::stored() before any of these
/// is carried out; carry them out in order.
struct node_action {
  enum class kind : std::uint8_t {
    accept,  // it is taken in: welcome it
    refuse,  // it is not, because of `why`: tell that session, close its link
    host,    // give it the sector with the epoch; doing it twice does no harm
    drop,    // tell it to stop the sector; it answers sector_dropped in any case
    suspect, // silent, or without a link; ask others about it (R2)
    lost,    // given up, because of `why`: end its link and its channel
    back,    // no longer suspect
    left,    // it has gone in order
  };
  kind what = kind::accept;
  std::string name;
  session_id session = 0;
  held_part held{}; // host, drop
  error why{};      // refuse, suspect, lost
  /// Drop: what goes on there may end first, for at most placement.drain_ms.
  bool drains = false;
  bool operator==(const node_action&) const = default;
};

std::string_view to_string(node_action::kind k);

using node_actions = std::vector<node_action>;

} // namespace mesh
