// What a node tells the orchestrator's host without being asked: its part of
// the registry (Z4), who has joined or left (T5), what it has counted.
#include <algorithm>

#include "runtime/node/bodies/node_counters.hpp"
#include "runtime/node/bodies/registry_page.hpp"
#include "runtime/node/bodies/roster_body.hpp"
#include "runtime/node/uplink/uplink.hpp"

namespace mesh::node {

void uplink_state::report() {
  if (!welcomed_)
    return;
  report_pages();
  report_roster();
  offer(entry_kind::counters, {}, encode(snapshot(setup_.around->counters)));
}

/// Only those that were published since.
void uplink_state::report_pages() {
  auto moment = now();
  auto agents = setup_.around->agents.read();
  for (const auto& [what, h] : parts_) {
    if (!h.up() || h.dropping || h.drains_until)
      continue;
    agents.each_page(what.where(), [&, &apart = h.apart](const cluster_page& page) {
      if (std::ranges::count(apart, page.summary.cluster) > 0)
        return; // its host says how it is
      auto& sent = sent_pages_[page.summary.cluster];
      if (sent == page.published_at)
        return;
      sent = page.published_at;
      offer(entry_kind::page, page.summary.cluster, encode(page, moment));
    });
  }
}

/// A whole sector at a time, or a whole cluster that is apart: what is not named in it
/// is as it was at the start.
void uplink_state::report_roster() {
  const auto& around = *setup_.around;
  auto version = around.who.version() + around.counters.agents_joined;
  if (version == sent_roster_)
    return;
  sent_roster_ = version;
  auto all = around.who.changes();
  for (const auto& [what, h] : parts_) {
    roster_changes mine{all.clusters, {}};
    for (const auto& change : all.agents)
      if (what.where().contains(change.id))
        mine.agents.push_back(change);
    offer(entry_kind::roster_changes, what.where(), encode(mine));
  }
}

} // namespace mesh::node
