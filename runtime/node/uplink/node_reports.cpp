#include "runtime/node/uplink/node_reports.hpp"

#include "runtime/node/bodies/node_counters.hpp"
#include "runtime/node/bodies/registry_page.hpp"
#include "runtime/node/bodies/roster_body.hpp"

namespace mesh::node {

void node_reports::report() {
  report_pages();
  report_roster();
  report_runs();
  link_.offer(entry_kind::counters, {}, encode(snapshot(around_.counters)));
}

void node_reports::begin_again() {
  sent_pages_.clear();
  sent_roster_ = 0;
  sent_runs_ = {};
}

void node_reports::forget(const scope& where) {
  std::erase_if(sent_pages_, [&](const auto& sent) { return where.touches(sent.first); });
}

void node_reports::report_pages() {
  const auto moment = now_();
  auto agents = around_.agents.read();
  for (const auto& [part, h] : parts_) {
    if (!h.up() || h.dropping || h.drains_until)
      continue;
    agents.each_page(part.where(), [&, &held = h](const cluster_page& page) {
      if (held.is_detached(page.summary.cluster))
        return; // its host says how it is
      auto& sent = sent_pages_[page.summary.cluster];
      if (sent == page.published_at)
        return;
      sent = page.published_at;
      link_.offer(entry_kind::page, page.summary.cluster, encode(page, moment));
    });
  }
}

/// A whole sector at a time, or a whole cluster that is detached: what is not named in it
/// is as it was at the start.
void node_reports::report_roster() {
  const auto version = around_.who.version() + around_.counters.agents_joined;
  if (version == sent_roster_)
    return;
  sent_roster_ = version;
  const auto all = around_.who.changes();
  for (const auto& [part, h] : parts_) {
    roster_changes mine{all.clusters, {}};
    for (const auto& change : all.agents)
      if (part.where().contains(change.id))
        mine.agents.push_back(change);
    link_.offer(entry_kind::roster_changes, part.where(), encode(mine));
  }
}

void node_reports::report_runs() {
  auto runs = snapshot(around_.counters.arrivals, now_());
  if (!is_news(runs, sent_runs_))
    return;
  link_.offer(entry_kind::seen_runs, {}, encode(runs));
  sent_runs_ = std::move(runs);
}

} // namespace mesh::node
