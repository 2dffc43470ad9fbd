#include "actors/parts/turnover.hpp"

#include <spdlog/spdlog.h>

#include "actors/coordination/settled.hpp"

namespace mesh {

turnover::turnover(ways& out, open_work& work, cluster_members& members, roster& who,
                   mesh_counters& counters, const config& cfg)
    : out_(out), work_(work), members_(members), who_(who), counters_(counters), cfg_(cfg) {}

void turnover::settle(std::uint8_t slot) {
  auto& row = members_[slot].row;
  if (row.standing != membership::joining)
    return;
  if (!settled(row, ++of(slot).settling, cfg_))
    return;
  row.standing = membership::member;
  out_.publish(); // who is told that it is one is to find it
  who_.joined(row.id);
  ++counters_.agents_joined;
}

void turnover::leave(const std::vector<agent_id>& whom, std::uint32_t pulse,
                     time_point moment) {
  for (auto agent : whom) {
    auto slot = agent.agent;
    if (agent.parent() != members_.cluster() || !members_.has(slot))
      continue;
    auto& c = members_[slot];
    if (c.row.standing == membership::absent)
      continue;
    mark_leaving(slot, pulse, moment);
    if (!c.down)
      out_.ask(slot, {pulse, moment, c.take_round_trip()});
    let_go_if_idle(slot, moment);
  }
  out_.publish(); // nobody chooses them from here on
}

void turnover::mark_leaving(std::uint8_t slot, std::uint32_t pulse, time_point moment) {
  members_[slot].row.standing = membership::leaving;
  auto& p = of(slot);
  p.asked = pulse;
  p.idle = false;
  if (p.leaves_by == time_point{}) {
    p.leaves_by = moment + from_ms(cfg_.growth.drain_timeout_ms);
    out_.wake_to_let_go(p.leaves_by);
  }
}

void turnover::give_time(std::uint8_t slot, std::uint32_t pulse, time_point moment) {
  if (members_[slot].row.standing != membership::leaving)
    return;
  of(slot).leaves_by = {};
  mark_leaving(slot, pulse, moment);
}

void turnover::note_idle(std::uint8_t slot, bool idle, std::uint32_t pulse) {
  auto& p = of(slot);
  p.idle = idle && pulse >= p.asked;
}

/// A lead does not wait for who has given up waiting, but the agent works on.
void turnover::let_go_if_idle(std::uint8_t slot, time_point moment) {
  const auto& c = members_[slot];
  if (c.row.standing != membership::leaving || c.row.frozen || !out_.supervised())
    return;
  if ((!c.down && !of(slot).idle) || work_.open_with(slot)) {
    if (moment < of(slot).leaves_by)
      return;
    spdlog::warn("{} leaves with work in hand", to_string(c.row.id));
    work_.refuse_open(slot, errc::agent_down, "left the mesh before it was done", moment);
  }
  out_.may_leave(slot);
}

void turnover::let_go_idle(time_point moment) {
  for (std::uint8_t slot = 0; members_.has(slot); ++slot)
    let_go_if_idle(slot, moment);
}

turnover::passage& turnover::of(std::uint8_t slot) {
  if (slot >= passages_.size())
    passages_.resize(slot + std::size_t{1});
  return passages_[slot];
}

} // namespace mesh
