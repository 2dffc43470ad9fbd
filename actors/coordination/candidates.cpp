#include "actors/coordination/candidates.hpp"

#include <algorithm>
#include <optional>

namespace mesh {

namespace {

/// Why the agent was not taken: a code for programs, words for people.
delegate_attempt reason_of(const agent_row& row, bool turned_away,
                           const routing_request& wanted, const routing_rules& rules) {
  auto why = why_not_routable(row, wanted, rules);
  switch (why) {
  case errc::agent_offline:
    return {row.id, why, "is offline"};
  case errc::quarantined:
    return {row.id, why, "is quarantined"};
  case errc::frozen:
    return {row.id, why, "is frozen"};
  case errc::joining:
    return {row.id, why, "is joining"};
  case errc::leaving:
    return {row.id, why, "is leaving"};
  case errc::capability_denied: // it has them: a rule takes them from its class
    return {row.id, why,
            "is of class " + std::string(to_string(row.cls))
                + ", which is excluded from the capability"};
  case errc::routed_around:
    return {row.id, why,
            rules.avoided(row.id) ? "is routed around" : "is in a sector that is not healthy"};
  default:
    break;
  }
  if (row.state == agent_state::suspect)
    return {row.id, errc::sector_unreachable, "is on a host that is silent"};
  if (turned_away)
    return {row.id, errc::breaker_open, "is behind an open breaker"};
  return {row.id, errc::none, "can be used again"};
}

} // namespace

candidate_list candidates_in(const registry& agents, const scope& where,
                             const routing_request& wanted, const routing_rules& rules,
                             const std::vector<delegate_attempt>& tried, std::size_t most) {
  candidate_list list;
  auto consider = [&](const cluster_page& page, const agent_row& row) {
    if (!where.contains(row.id) || (wanted.cls && *wanted.cls != row.cls)
        || !row.capabilities.includes(wanted.capabilities))
      return;
    if (list.of++ >= most)
      return;
    auto before = std::ranges::find(tried, row.id, &delegate_attempt::agent);
    list.named.push_back(
        before != tried.end() ? *before : reason_of(row, page.turned_away, wanted, rules));
  };
  agents.read().each_page(where, [&](const cluster_page& page) {
    for (const auto& row : page.rows)
      consider(page, row);
  });
  return list;
}

std::string describe(const candidate_list& candidates) {
  if (candidates.of == 0)
    return "no agent there has the required capabilities";
  auto text = std::to_string(candidates.of)
              + (candidates.of == 1 ? " agent has" : " agents have") + " what is needed";
  auto separator = ": ";
  for (const auto& c : candidates.named) {
    text += separator + to_string(c.agent) + " " + c.detail;
    separator = "; ";
  }
  if (candidates.of > candidates.named.size())
    text += "; and " + std::to_string(candidates.of - candidates.named.size()) + " more";
  return text;
}

} // namespace mesh
