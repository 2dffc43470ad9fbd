#include "actors/chains/crew_choice.hpp"

#include <algorithm>

namespace mesh {

namespace {

bool may_be_sent(const agent_row& row, const crew_wanted& wanted, const routing_rules& rules) {
  return row.state != agent_state::suspect && !wanted.barred.contains(row.id)
         && (!wanted.request.cls || *wanted.request.cls == row.cls)
         && why_not_routable(row, wanted.request, rules) == errc::none;
}

} // namespace

bool crew_choice::may_take(agent_id agent, const crew_wanted& wanted,
                           const routing_rules& rules) const {
  auto reader = agents_.read();
  const auto* page = reader.page(agent.parent());
  const auto* row = reader.find(agent);
  return row != nullptr && !page->turned_away && may_be_sent(*row, wanted, rules);
}

std::optional<agent_id> crew_choice::idle_in(const scope& where, const crew_wanted& wanted,
                                             const routing_rules& rules) const {
  best_agents best(1, any_score);
  agents_.read().each_page(where, [&](const cluster_page& page) {
    if (page.turned_away)
      return;
    for (const auto& row : page.rows)
      if (load_of(row.id) == 0 && !wanted.barred.contains(row.id))
        best.offer(row, wanted.request, rules);
  });
  auto found = best.take();
  return found.empty() ? std::nullopt : std::optional(found.front().id);
}

std::optional<crew_choice::choice>
crew_choice::least_loaded_in(const scope& where, const crew_wanted& wanted,
                             const routing_rules& rules) const {
  std::optional<choice> best;
  std::size_t least = 0;
  agents_.read().each_page(where, [&](const cluster_page& page) {
    if (page.turned_away)
      return;
    for (const auto& row : page.rows) {
      auto load = load_of(row.id);
      if ((best && load >= least) || !may_be_sent(row, wanted, rules))
        continue;
      best = {row.id, load == 0};
      least = load;
    }
  });
  return best;
}

std::optional<crew_choice::choice> crew_choice::pick(const crew_wanted& wanted,
                                                     const routing_rules& rules) const {
  constexpr int other_sectors = 4;
  if (wanted.preferred && load_of(*wanted.preferred) == 0
      && may_take(*wanted.preferred, wanted, rules))
    return choice{*wanted.preferred, true};
  if (auto idle = idle_in(scope(home_), wanted, rules))
    return choice{*idle, true};
  auto number = static_cast<std::uint64_t>(sectors_);
  for (int i = 0; i < std::min(other_sectors, sectors_ - 1); ++i) {
    auto other =
        static_cast<std::uint8_t>((wanted.random + static_cast<std::uint64_t>(i)) % number);
    if (auto idle = idle_in(scope(sector_id{other}), wanted, rules))
      return choice{*idle, true};
  }
  if (auto busy = least_loaded_in(scope(home_), wanted, rules))
    return busy;
  return least_loaded_in(scope(), wanted, rules);
}

} // namespace mesh
