#include "runtime/transport/frames/node_bindings.hpp"

namespace mesh::transport {

bool node_bindings::claim(const basp_node& node, const identity::peer_name& who) {
  const std::lock_guard lock(mutex_);
  auto& known = holders_.try_emplace(node, claimed{who}).first->second;
  if (known.who != who)
    return false;
  ++known.links;
  return true;
}

void node_bindings::release(const basp_node& node) {
  const std::lock_guard lock(mutex_);
  auto found = holders_.find(node);
  if (found != holders_.end() && --found->second.links == 0)
    holders_.erase(found);
}

std::optional<identity::peer_name> node_bindings::holder_of(const basp_node& node) const {
  const std::lock_guard lock(mutex_);
  auto found = holders_.find(node);
  return found == holders_.end() ? std::nullopt : std::optional(found->second.who);
}

} // namespace mesh::transport
