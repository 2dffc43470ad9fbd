#include "runtime/transport/node_bindings.hpp"

namespace mesh::transport {

bool node_bindings::claim(const basp_node& node, const identity::peer_name& who) {
  auto& known = holders_.try_emplace(node, holder{who}).first->second;
  if (known.who != who)
    return false;
  ++known.links;
  return true;
}

void node_bindings::release(const basp_node& node) {
  auto found = holders_.find(node);
  if (found != holders_.end() && --found->second.links == 0)
    holders_.erase(found);
}

} // namespace mesh::transport
