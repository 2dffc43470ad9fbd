#include "supervisors/rerouting.hpp"
#include "config/config.hpp"

#include <algorithm>

namespace mesh {

namespace {

bool has_effect(const quarantined_message& m) {
  return m.what == verb::act;
}

/// Whether the agent is known to have done nothing of it.
bool not_begun(const resolution_attempt& a) {
  switch (a.failure) {
  case errc::none:
    return a.contradicts == conflict_type::capability_mismatch;
  case errc::capability_denied:
  case errc::agent_offline:
  case errc::quarantined:
  case errc::frozen:
  case errc::breaker_open:
  case errc::queue_full:
    return true;
  default:
    return false;
  }
}

} // namespace

resolution_step reroute(const resolution_case& c, const conflicts_config& cfg) {
  const auto& held = c.record.held;
  if (!held)
    return left_to_person{"the message it was about is not known"};
  if (held->payload_bytes > held->payload.size())
    return left_to_person{"of the " + std::to_string(held->payload_bytes)
                          + " bytes of its message only " + std::to_string(held->payload.size())
                          + " are kept (conflicts.quarantine_bytes)"};
  if (has_effect(*held) && c.from_before)
    return left_to_person{
        "it is older than this start, and whether an agent was given its task then is unknown"};
  if (!c.attempts.empty()) {
    const auto& last = c.attempts.back();
    if (last.failure == errc::none && last.state == trinary::ready)
      return settlement{"rerouted", "given to " + to_string(last.agent)
                                        + ", which is capable and answered: " + last.said};
    if (has_effect(*held) && !not_begun(last))
      return left_to_person{
          to_string(last)
          + "; it may have started the task, which is not given to another agent"};
    if (std::cmp_greater_equal(c.attempts.size(), cfg.resolution_tries))
      return left_to_person{std::to_string(c.attempts.size())
                            + " agents were asked; the last: " + to_string(last)};
  }
  if (has_effect(*held) && held->given_to.kind() == scope::level::all)
    return nobody_capable(c); // without looking at everybody
  ask_agent next;
  next.what.how = strategy::direct;
  next.what.what = held->what;
  next.what.payload_weight = held->payload_weight;
  next.what.capabilities = needed_capabilities(c);
  next.what.payload = held->payload;
  next.what.causation = c.record.message;
  return next;
}

bool may_be_given(const resolution_case& c, agent_id agent) {
  auto tried = std::ranges::any_of(
      c.attempts, [&](const resolution_attempt& a) { return a.agent == agent; });
  auto has_it =
      c.record.held && has_effect(*c.record.held) && c.record.held->given_to.contains(agent);
  return agent != c.record.agent && !tried && !has_it;
}

std::vector<std::string> needed_capabilities(const resolution_case& c) {
  auto all = c.record.held ? c.record.held->capabilities : std::vector<std::string>{};
  for (const auto& one : c.record.what.evidence.needed_capabilities)
    if (std::ranges::find(all, one) == all.end())
      all.push_back(one);
  return all;
}

left_to_person nobody_capable(const resolution_case& c) {
  std::string needed;
  for (const auto& one : needed_capabilities(c))
    needed += (needed.empty() ? " with " : ", ") + one;
  auto everybody = c.record.held && has_effect(*c.record.held)
                   && c.record.held->given_to.kind() != scope::level::agent;
  return {"there is no other active agent" + needed
          + (everybody ? " that was not given the task in " + to_string(c.record.held->given_to)
                       : std::string())
          + (c.attempts.empty() ? "" : "; " + to_string(c.attempts.back()))};
}

} // namespace mesh
