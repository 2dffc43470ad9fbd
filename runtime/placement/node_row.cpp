#include "runtime/placement/node_row.hpp"

namespace mesh {

std::string_view to_string(node_state s) {
  switch (s) {
  case node_state::joining:
    return "joining";
  case node_state::up:
    return "up";
  case node_state::suspect:
    return "suspect";
  case node_state::lost:
    return "lost";
  case node_state::draining:
    return "draining";
  case node_state::left:
    break;
  }
  return "left";
}

} // namespace mesh
