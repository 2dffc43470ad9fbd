#include "actors/parts/context_guard.hpp"

#include <spdlog/spdlog.h>

namespace mesh {

context_guard::context_guard(ways& out, cluster_members& members, failure_detector& detector,
                             mesh_counters& counters, std::uint64_t good, const config& cfg)
    : out_(out),
      members_(members),
      detector_(detector),
      counters_(counters),
      good_(good),
      cfg_(cfg) {}

bool context_guard::check(std::uint8_t slot, std::uint64_t hash, time_point moment) {
  auto& c = members_[slot];
  c.row.context_hash = hash;
  if (hash == good_ && c.row.state != agent_state::quarantined)
    return true;
  out_.report(detector_.context(slot, good_, hash, moment));
  auto damaged = hash != 0 && hash != good_;
  auto was = c.row.state;
  if (damaged) {
    c.row.state = agent_state::quarantined;
    out_.load_good_context(slot);
  } else if (c.row.state == agent_state::quarantined && !is_rogue(slot)) {
    c.row.state = agent_state::active;
    c.rescore(cfg_);
    ++counters_.contexts_restored;
  }
  if (c.row.state != was)
    out_.publish();
  return !damaged;
}

void context_guard::quarantine(const quarantine_order& order) {
  auto slot = order.who.agent;
  if (order.who.parent() != members_.cluster() || !members_.has(slot))
    return;
  spdlog::warn("{} is quarantined: {}", to_string(order.who), order.reason);
  rogues_.set(slot);
  auto& c = members_[slot];
  if (!c.down)
    c.row.state = agent_state::quarantined;
  out_.publish();
}

void context_guard::reload(std::uint8_t slot) {
  rogues_.reset(slot);
  out_.load_good_context(slot);
}

} // namespace mesh
