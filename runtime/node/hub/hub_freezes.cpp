// What is frozen on nodes (O6). Each coordinator is told once; what was frozen or
// thawed while nobody had its sector it is told as soon as it is there.
#include <algorithm>

#include "messages/link_bodies.hpp"
#include "runtime/node/hub/hub.hpp"
#include "runtime/node/protocol/envelope.hpp"

namespace mesh::node {

/// An order of the orchestrator passes by.
void hub_state::note_freeze(const link_entry& e) {
  freeze_order order;
  if (!decode(e.body, order))
    return;
  auto& told = places_[e.where.sector()].frozen;
  std::erase_if(told, [&](const scope& where) { return order.where.covers(where); });
  if (order.what == freeze_act::freeze)
    told.push_back(order.where);
}

/// Who was not there when something was frozen or thawed is told now.
void hub_state::freeze_as_standing(const placed_part& what, place& at) {
  auto holder = peers_.find(at.by);
  if (!at.up || holder == peers_.end())
    return;
  auto tell = [&](const freeze_order& order) {
    link_entry e{entry_kind::freeze, what.where(), 0, {}, encode(order)};
    if (what.is_cluster())
      e = in_envelope(entry_kind::to_cluster, what.cluster(), std::move(e));
    offer(at.by, holder->second, std::move(e));
  };
  std::erase_if(at.frozen, [&](const scope& where) {
    const bool ended = std::ranges::none_of(
        standing_, [&](const freeze_order& order) { return order.where.covers(where); });
    if (ended)
      tell({0, freeze_act::thaw, where, {}});
    return ended;
  });
  for (const auto& order : standing_) {
    const bool told = std::ranges::any_of(
        at.frozen, [&](const scope& where) { return where.covers(order.where); });
    if (told || !what.touched_by(order.where))
      continue;
    tell(order);
    at.frozen.push_back(order.where);
  }
}

void hub_state::freeze(standing_freezes all) {
  standing_ = std::move(all.orders);
  for (auto& [what, at] : places_)
    freeze_as_standing(what, at);
}

} // namespace mesh::node
