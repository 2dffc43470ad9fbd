// Whether a request can be carried out at all, by whom, and as which message.
#include <algorithm>
#include <map>

#include "actors/coordination/candidates.hpp"
#include "actors/orchestrator.hpp"
#include "actors/post_tickets.hpp"

namespace mesh {

namespace {

error bad(std::string detail, std::string remedy = {}) {
  return {errc::invalid_argument, std::move(detail), std::move(remedy)};
}

} // namespace

message orchestrator_state::compose(const draft& what, double ttl_ms, std::uint64_t command) {
  message m;
  m.id = ids_.next(around_->wall_ms(now()));
  m.correlation = {command};
  m.causation = what.causation;
  m.lamport = clock_.tick();
  m.resolves = what.resolves;
  m.source = what.source;
  m.how = what.how;
  m.what = what.what;
  m.created_at_ms = around_->wall_ms(now());
  m.ttl_ms = static_cast<std::uint32_t>(ttl_ms);
  m.urgency = what.urgency;
  m.payload_weight = what.payload_weight;
  m.required_capabilities = what.capabilities;
  m.payload = what.payload;
  m.parts = what.parts;
  m.payload_hash = hash_of_payload(m);
  return m;
}

error orchestrator_state::check(const scatter_request& request, double window_ms,
                                double minimum) const {
  constexpr double hour_ms = 3'600'000;
  constexpr double heaviest = 1'000;
  if (!(window_ms > 0 && window_ms <= hour_ms))
    return bad("the window must be longer than 0 and at most an hour");
  if (!(minimum >= 0 && minimum <= 1))
    return bad("the minimum rate must lie between 0 and 1");
  if (request.horizon_ms && !(*request.horizon_ms >= 0 && *request.horizon_ms <= hour_ms))
    return bad("the horizon must lie between 0 and an hour");
  if (!(request.what.payload_weight >= 0 && request.what.payload_weight <= heaviest))
    return bad("the payload weight must lie between 0 and 1000");
  if (auto wrong = check_parts(request); wrong.code != errc::none)
    return wrong;
  return check_scope(request);
}

error orchestrator_state::check_parts(const scatter_request& request) const {
  const auto& limits = cfg().limits;
  const auto& parts = request.what.parts;
  auto largest = request.what.payload.size();
  for (const auto& part : parts)
    largest = std::max(largest, part.size());
  if (largest > static_cast<std::size_t>(limits.payload_bytes))
    return {errc::payload_too_large,
            std::to_string(largest) + " bytes of payload; the limit is "
                + std::to_string(limits.payload_bytes),
            "send less, or raise limits.payload_bytes"};
  if (parts.empty())
    return {};
  if (parts.size() > static_cast<std::size_t>(limits.parts))
    return bad(std::to_string(parts.size()) + " parts; the limit is "
                   + std::to_string(limits.parts),
               "send fewer at once, or raise limits.parts");
  if (request.sample)
    return bad("a sample and parts: it is the parts that say how many are asked");
  auto named = request.targets;
  std::sort(named.begin(), named.end());
  auto twice = std::adjacent_find(named.begin(), named.end());
  if (twice != named.end())
    return bad("two parts for " + to_string(*twice), "name each agent once");
  if (!named.empty() && named.size() != parts.size())
    return bad(std::to_string(parts.size()) + " parts for " + std::to_string(named.size())
                   + " named agents",
               "name one agent for each part, or none");
  return {};
}

error orchestrator_state::check_scope(const scatter_request& request) const {
  if (request.sample && *request.sample <= 0)
    return bad("a sample has at least one agent");
  if (!around_->who.contains(request.where))
    return {errc::unknown_target, to_string(request.where) + " is not in this mesh",
            "see 'status' for its size"};
  for (auto agent : request.targets)
    if (!around_->who.contains(agent))
      return {errc::unknown_target, to_string(agent) + " is not in this mesh",
              "see 'status' for its size"};
  if (gathers_.size() >= static_cast<std::size_t>(cfg().limits.gathers_in_flight))
    return {errc::too_many_in_flight, std::to_string(gathers_.size()) + " gathers run already",
            "wait for some to end"};
  return {};
}

/// Whether the agent can answer while somebody waits: people and others that
/// take long by their nature cannot, and who has overdue work in hand.
bool orchestrator_state::in_time(const scatter_request& request, const agent_row& row) const {
  const auto& c = cfg().coordination;
  auto horizon_ms = request.horizon_ms.value_or(request.scheduled ? c.max_horizon_ms : 0);
  auto available_ms = horizon_ms + request.window_ms.value_or(c.gather_window_ms);
  auto needed =
      estimate_arrival(row.as_impedance(), request.what.payload_weight, cfg().impedance);
  return !row.holds.overdue && needed.lead_time_ms() <= available_ms;
}

/// Who may be sent this: first those that can answer in time, each half in the
/// order of its ids.
tl::expected<orchestrator_state::able_agents, error>
orchestrator_state::find_able(const scatter_request& request,
                              const routing_request& wanted) const {
  able_agents found;
  std::vector<agent_id> late;
  around_->agents.read().each_page(request.where, [&](const cluster_page& page) {
    for (const auto& row : page.rows)
      if (!page.turned_away && request.where.contains(row.id)
          && (!request.cls || row.cls == *request.cls)
          && why_not_routable(row, wanted, *rules_) == errc::none)
        (in_time(request, row) ? found.agents : late).push_back(row.id);
  });
  auto& able = found.agents;
  found.in_time = able.size();
  able.insert(able.end(), late.begin(), late.end());
  if (able.empty())
    return tl::unexpected(why_nobody(request.where, wanted));
  if (request.what.parts.size() > able.size())
    return tl::unexpected(error{errc::invalid_argument,
                                std::to_string(request.what.parts.size()) + " parts for "
                                    + std::to_string(able.size()) + " capable agents",
                                "send fewer parts at once"});
  return found;
}

/// Whether somebody is a target of what goes to everyone who is able, however he is.
bool orchestrator_state::is_meant_for_somebody(const scatter_request& request,
                                               const routing_request& wanted) const {
  auto found = false;
  around_->agents.read().each_page(request.where, [&](const cluster_page& page) {
    found = found || std::ranges::any_of(page.rows, [&](const agent_row& row) {
              return request.where.contains(row.id) && row.standing == membership::member
                     && (!wanted.cls || row.cls == *wanted.cls)
                     && row.capabilities.includes(wanted.capabilities)
                     && !rules_->excluded(row.cls, wanted.capabilities)
                     && !rules_->avoided(row.id);
            });
  });
  return found;
}

/// Named targets, a sample, or as many as there are parts; empty for everyone
/// in scope, after making sure that this is somebody.
tl::expected<std::vector<target>, error>
orchestrator_state::choose_targets(const scatter_request& request) {
  std::vector<target> chosen;
  for (auto agent : request.targets)
    chosen.push_back({agent, static_cast<std::uint32_t>(chosen.size())});
  auto capabilities = around_->who.capabilities().resolve(request.what.capabilities);
  if (!capabilities)
    return tl::unexpected(capabilities.error());
  auto everyone = chosen.empty() && !request.sample && request.what.parts.empty();
  auto anyone = everyone && request.what.capabilities.empty() && !request.cls
                && rules_->avoided_agents().empty();
  if (chosen.empty() && !anyone) {
    routing_request wanted{*capabilities, request.cls};
    if (request.healthy_sectors_only && !everyone)
      wanted.avoided_sectors = unhealthy_sectors(around_->agents);
    if (everyone && is_meant_for_somebody(request, wanted))
      return chosen; // also for who cannot take it now: each is counted, with the reason
    auto able = find_able(request, wanted);
    if (!able)
      return tl::unexpected(able.error());
    auto count =
        request.sample ? static_cast<std::size_t>(*request.sample) : request.what.parts.size();
    auto& agents = able->agents;
    count = std::min(count, agents.size());
    for (std::size_t i = 0; i < count; ++i) { // the start of a seeded shuffle of each half
      auto end = i < able->in_time ? able->in_time : agents.size();
      std::swap(agents[i], agents[i + random_.below(end - i)]);
      chosen.push_back({agents[i], static_cast<std::uint32_t>(i)});
    }
  }
  std::ranges::sort(chosen, {}, &target::agent);
  chosen.erase(std::unique(chosen.begin(), chosen.end(),
                           [](const target& a, const target& b) { return a.agent == b.agent; }),
               chosen.end());
  return chosen;
}

/// The agents an order means in one sector.
std::vector<agent_id> orchestrator_state::agents_of(const scatter_order& order,
                                                    const message& what,
                                                    sector_id sector) const {
  std::vector<agent_id> agents;
  const auto& who = around_->who;
  const auto needed = who.capabilities().resolve(what.required_capabilities);
  for (auto agent : who.in(sector)) {
    if (!order.targets.empty()) {
      if (std::ranges::find(order.targets, agent, &target::agent) != order.targets.end())
        agents.push_back(agent);
      continue;
    }
    const auto identity = who.identity(agent);
    if (order.where.contains(agent) && who.of(agent) == membership::member
        && (!order.cls || identity.cls == *order.cls)
        && (!needed || identity.capabilities.includes(*needed)))
      agents.push_back(agent);
  }
  return agents;
}

namespace {

std::string counted(const std::map<errc, std::size_t>& by_reason) {
  std::string reasons;
  for (const auto& [code, count] : by_reason)
    if (code != errc::none && count > 0)
      reasons += (reasons.empty() ? ": " : ", ") + std::to_string(count) + " "
                 + std::string(name_of(code));
  return reasons;
}

} // namespace

/// Why there is nobody to choose: whether all who could are frozen or behind breakers
/// (exit code 6), or how many of them are what, and the first of them by name (Z8).
error orchestrator_state::why_nobody(const scope& where, const routing_request& wanted) const {
  std::map<errc, std::size_t> by_reason;
  std::size_t able = 0;
  around_->agents.read().each_page(where, [&](const cluster_page& page) {
    for (const auto& row : page.rows) {
      if (!where.contains(row.id) || (wanted.cls && row.cls != *wanted.cls)
          || !row.capabilities.includes(wanted.capabilities))
        continue;
      ++able;
      auto why = why_not_routable(row, wanted, *rules_);
      if (why == errc::none && page.turned_away)
        why = errc::breaker_open;
      ++by_reason[why];
    }
  });
  for (auto [code, remedy] : {std::pair{errc::breaker_open, "see 'breakers'"},
                              {errc::frozen, "thaw them, see 'status'"}})
    if (able > 0 && by_reason[code] == able)
      return {code,
              "all " + std::to_string(able) + " agents in " + to_string(where)
                  + " that could take this are "
                  + (code == errc::frozen ? "frozen" : "behind open breakers"),
              remedy};
  auto list = candidates_in(around_->agents, where, wanted, *rules_, {},
                            static_cast<std::size_t>(cfg().limits.candidates));
  return {errc::no_capable_agent,
          "nobody in " + to_string(where)
              + (wanted.avoided_sectors.any() ? " and a healthy sector" : "")
              + " may be sent this" + counted(by_reason) + "; " + describe(list),
          "see 'agents' and 'route list'"};
}

/// Its ticket counts a post that goes no further as undeliverable.
void orchestrator_state::pass_post(const wire<message>& what, const wire<post_order>& from) {
  auto order = with_ticket(from, around_->counters);
  if (order->to.sector < sectors_.size() && sectors_[order->to.sector])
    self_->send(sectors_[order->to.sector], what, order);
}

void orchestrator_state::set_rules(const wire<routing_rules>& rules) {
  rules_ = rules.shared();
  for (const auto& sector : sectors_)
    if (sector)
      self_->send(sector, rules);
}

} // namespace mesh
