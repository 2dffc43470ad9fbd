#include "runtime/placement/node_action.hpp"

namespace mesh {

std::string_view to_string(node_action::kind k) {
  switch (k) {
  case node_action::kind::accept:
    return "accept";
  case node_action::kind::refuse:
    return "refuse";
  case node_action::kind::host:
    return "host";
  case node_action::kind::drop:
    return "drop";
  case node_action::kind::suspect:
    return "suspect";
  case node_action::kind::lost:
    return "lost";
  case node_action::kind::back:
    return "back";
  case node_action::kind::left:
    break;
  }
  return "left";
}

} // namespace mesh
