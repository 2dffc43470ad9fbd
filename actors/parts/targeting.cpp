#include "actors/parts/targeting.hpp"

#include <algorithm>
#include <map>

#include "actors/coordination/candidates.hpp"
#include "actors/coordination/impedance.hpp"

namespace mesh {

targeting::targeting(const config& cfg, const roster& who, const registry& agents,
                     random_source random)
    : cfg_(cfg), who_(who), agents_(agents), random_(random) {}

/// Whether the agent can answer while somebody waits: people and others that
/// take long by their nature cannot, nor can one that has overdue work in hand.
bool targeting::in_time(const scatter_request& request, const agent_row& row) const {
  const auto& c = cfg_.coordination;
  auto horizon_ms = request.horizon_ms.value_or(request.scheduled ? c.max_horizon_ms : 0);
  auto available_ms = horizon_ms + request.window_ms.value_or(c.gather_window_ms);
  auto needed =
      estimate_arrival(row.as_impedance(), request.what.payload_weight, cfg_.impedance);
  return !row.holds.overdue && needed.lead_time_ms() <= available_ms;
}

tl::expected<targeting::able_agents, error>
targeting::find_able(const scatter_request& request, const routing_request& wanted) const {
  able_agents found;
  std::vector<agent_id> late;
  agents_.read().each_page(request.where, [&](const cluster_page& page) {
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

/// Whether a request for everyone who is able has any target, in whatever state.
bool targeting::is_meant_for_somebody(const scatter_request& request,
                                      const routing_request& wanted) const {
  auto found = false;
  agents_.read().each_page(request.where, [&](const cluster_page& page) {
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

tl::expected<std::vector<target>, error> targeting::choose(const scatter_request& request) {
  std::vector<target> chosen;
  for (auto agent : request.targets)
    chosen.push_back({agent, static_cast<std::uint32_t>(chosen.size())});
  auto capabilities = who_.capabilities().resolve(request.what.capabilities);
  if (!capabilities)
    return tl::unexpected(capabilities.error());
  auto everyone = chosen.empty() && !request.sample && request.what.parts.empty();
  auto anyone = everyone && request.what.capabilities.empty() && !request.cls
                && rules_->avoided_agents().empty();
  if (chosen.empty() && !anyone) {
    routing_request wanted{*capabilities, request.cls};
    if (request.healthy_sectors_only && !everyone)
      wanted.avoided_sectors = unhealthy_sectors(agents_);
    if (everyone && is_meant_for_somebody(request, wanted))
      return chosen; // also for those that cannot take it now: each is counted, with the reason
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

tl::expected<routing_request, error> targeting::wanted_by(const delegate_request& task) const {
  auto capabilities = who_.capabilities().resolve(task.what.capabilities);
  if (!capabilities)
    return tl::unexpected(capabilities.error());
  routing_request wanted{*capabilities, task.cls};
  if (task.healthy_sectors_only)
    wanted.avoided_sectors = unhealthy_sectors(agents_);
  return wanted;
}

std::optional<agent_id> targeting::pick(const delegate_request& task,
                                        const std::vector<delegate_attempt>& tried) const {
  if (task.agent)
    return tried.empty() ? task.agent : std::nullopt;
  auto wanted = wanted_by(task);
  if (!wanted)
    return std::nullopt;
  for (const auto& row : best_of(agents_, {}, tried.size() + 1, any_score, *wanted, *rules_)) {
    auto again = std::any_of(tried.begin(), tried.end(),
                             [&](const auto& t) { return t.agent == row.id; });
    if (!again)
      return row.id;
  }
  return std::nullopt;
}

error targeting::nobody_for(const delegate_request& task, delegate_result& result) const {
  auto wanted = wanted_by(task);
  if (!wanted)
    return wanted.error();
  auto list = candidates_in(agents_, {}, *wanted, *rules_, {},
                            static_cast<std::size_t>(cfg_.limits.candidates));
  result.candidates = std::move(list.named);
  result.candidates_of = static_cast<std::uint32_t>(list.of);
  auto why = why_nobody({}, *wanted);
  if (why.code == errc::no_capable_agent)
    why.detail =
        (task.healthy_sectors_only ? "no active agent of a healthy sector can take this task: "
                                   : "no active agent can take this task: ")
        + why.detail;
  return why;
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

/// Whether all who could take it are frozen or behind breakers (exit code 6), or how
/// many of them are in which state, and the first of them by name (Z8).
error targeting::why_nobody(const scope& where, const routing_request& wanted) const {
  std::map<errc, std::size_t> by_reason;
  std::size_t able = 0;
  agents_.read().each_page(where, [&](const cluster_page& page) {
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
  auto list = candidates_in(agents_, where, wanted, *rules_, {},
                            static_cast<std::size_t>(cfg_.limits.candidates));
  return {errc::no_capable_agent,
          "no agent in " + to_string(where)
              + (wanted.avoided_sectors.any() ? " and a healthy sector" : "")
              + " can receive this" + counted(by_reason) + "; " + describe(list),
          "see 'agents' and 'route list'"};
}

error targeting::check_frozen(const scope& where, std::optional<agent_class> cls,
                              const std::vector<agent_id>& targets) const {
  auto agents = agents_.read();
  std::optional<agent_id> frozen;
  auto goes_on = [&](const agent_row& row) {
    if (row.frozen)
      frozen = row.id;
    return !row.frozen;
  };
  auto somebody = false;
  if (targets.empty())
    agents.each_page(where, [&](const cluster_page& page) {
      somebody =
          somebody
          || std::any_of(page.rows.begin(), page.rows.end(), [&](const agent_row& row) {
               return where.contains(row.id) && (!cls || row.cls == *cls) && goes_on(row);
             });
    });
  else
    somebody = std::any_of(targets.begin(), targets.end(), [&](agent_id id) {
      const auto* row = agents.find(id);
      return row == nullptr || goes_on(*row);
    });
  if (somebody || !frozen)
    return {};
  auto whom = !targets.empty()                    ? to_string(*frozen)
              : where.kind() == scope::level::all ? "each agent"
                                                  : "each agent in " + to_string(where);
  if (cls && targets.empty())
    whom += " of class " + std::string(to_string(*cls));
  return {errc::frozen, whom + " is frozen", "see 'status' for what is frozen, and thaw it"};
}

} // namespace mesh
