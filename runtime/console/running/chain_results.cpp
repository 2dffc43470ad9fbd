#include "runtime/console/running/chain_results.hpp"

#include "actors/chains/chain_checks.hpp"
#include "runtime/console/running/json_values.hpp"

namespace mesh::console {

namespace {

using json = nlohmann::ordered_json;

double share_wasted(const chain_view& chain) {
  return chain.worked_ms > 0 ? chain.wasted_ms / chain.worked_ms : 0;
}

double took_ms(const chain_view& chain, time_point now) {
  return to_ms((chain.ended == time_point{} ? now : chain.ended) - chain.begun);
}

/// Only of a chain that is complete: before, the way that waits is not known to its end.
json speed_up(const chain_view& chain, time_point now) {
  auto took = took_ms(chain, now);
  return chain.phase == chain_phase::complete && took > 0
             ? json(rounded(chain.waiting_ms / took))
             : json(nullptr);
}

std::string phase_name(const chain_view& chain) {
  return chain.paused && chain.phase == chain_phase::running
             ? "paused"
             : std::string(to_string(chain.phase));
}

std::uint64_t count(const chain_view& chain, task_phase phase) {
  std::uint64_t n = 0;
  for (const auto& task : chain.tasks)
    n += task.phase == phase ? 1 : 0;
  return n;
}

} // namespace

json chain_row(const chain_view& chain, time_point now) {
  return {{"id", chain.id},
          {"phase", phase_name(chain)},
          {"tasks", chain.tasks.size()},
          {"verified", count(chain, task_phase::verified)},
          {"assumed", count(chain, task_phase::assumed) + count(chain, task_phase::checked)},
          {"running", count(chain, task_phase::running)},
          {"skipped", count(chain, task_phase::skipped)},
          {"failed", count(chain, task_phase::failed)},
          {"flushed", chain.counts.flushed},
          {"took_ms", rounded(took_ms(chain, now))},
          {"wasted_share", rounded(share_wasted(chain))}};
}

void write_chain(json& to, const chain_view& chain, time_point now, bool explain) {
  to.update(chain_row(chain, now));
  to["version"] = chain.version;
  to["speculate"] = chain.plan->speculate;
  to["begun"] = chain.counts.begun;
  to["ahead"] = chain.counts.ahead;
  to["refuted"] = chain.counts.refuted;
  to["branches"] = {{"predicted", chain.counts.predicted},
                    {"wrongly", chain.counts.mispredicted}};
  to["waiting_ms"] = rounded(chain.waiting_ms);
  to["speed_up"] = speed_up(chain, now);
  to["effect_failure"] =
      chain.effect_failure.empty() ? json(nullptr) : json(chain.effect_failure);
  auto& rows = to["rows"] = json::array();
  for (std::size_t i = 0; i < chain.tasks.size(); ++i) {
    const auto& task = chain.tasks[i];
    json row{
        {"task", chain.plan->tasks[i].name},
        {"phase", to_string(task.phase)},
        {"for_ms", rounded(to_ms(now - task.since))},
        {"agents", json::array()},
        {"checks", task.checks},
        {"signed_off", task.signed_off},
        {"builds_on_unverified", task.depth},
        {"lives", task.lives + 1},
        {"next", ways_out(chain.plan->tasks[i])},
        {"failure", task.failure.code == errc::none ? json(nullptr) : to_json(task.failure)}};
    for (auto agent : task.who)
      row["agents"].push_back(to_string(agent));
    rows.push_back(std::move(row));
  }
  if (!explain)
    return;
  auto& flushes = to["flushes"] = json::array();
  for (const auto& one : chain.flushes)
    flushes.push_back({{"task", chain.plan->tasks[one.task].name},
                       {"why", one.why},
                       {"flushed", one.flushed}});
}

void write_chain_board(json& to, const chain_view& chain, time_point now) {
  to["id"] = chain.id;
  to["version"] = chain.version;
  auto& rows = to["rows"] = json::array();
  for (std::size_t i = 0; i < chain.tasks.size(); ++i) {
    const auto& plan = chain.plan->tasks[i];
    auto aspects = json::array();
    for (std::size_t a = 0; a < chain.tasks[i].agents.size(); ++a)
      aspects.push_back({{"aspect", a < plan.aspects.size() ? plan.aspects[a].name : "all"},
                         {"agents", chain.tasks[i].agents[a]}});
    rows.push_back({{"task", plan.name},
                    {"phase", to_string(chain.tasks[i].phase)},
                    {"for_ms", rounded(to_ms(now - chain.tasks[i].since))},
                    {"aspects", std::move(aspects)}});
  }
}

json problems_json(const std::vector<config_problem>& problems) {
  auto all = json::array();
  for (const auto& one : problems)
    all.push_back(
        {{"where", one.pointer}, {"problem", one.problem}, {"expected", one.expected}});
  return all;
}

std::optional<chain_plan>
write_check(json& to, const std::string& file,
            tl::expected<chain_plan, std::vector<config_problem>> plan, const roster& who) {
  problem_list problems;
  if (plan)
    check_crew(*plan, who, problems);
  auto found = plan ? std::move(problems).take() : plan.error();
  to["file"] = file;
  to["problems"] = problems_json(found);
  if (found.empty()) {
    to["tasks"] = plan->tasks.size();
    return *std::move(plan);
  }
  to["error"] = {{"code", "config_invalid"},
                 {"detail", file + " has " + std::to_string(found.size())
                                + (found.size() == 1 ? " problem" : " problems")},
                 {"remedy", "see 'problems'"}};
  return std::nullopt;
}

void add_chains(metric_values& to, const chain_book& chains, time_point now) {
  double running = 0;
  double complete = 0;
  double stuck = 0;
  double cancelled = 0;
  double worked = 0;
  double wasted = 0;
  double took = 0;
  double waiting = 0;
  chain_counts sum;
  auto board = chains.board().read();
  for (std::uint32_t i = 0; i < chains.size(); ++i) {
    const auto* chain = board.find(i);
    if (chain == nullptr)
      continue;
    running += chain->phase == chain_phase::running ? 1 : 0;
    complete += chain->phase == chain_phase::complete ? 1 : 0;
    stuck += chain->phase == chain_phase::stuck ? 1 : 0;
    cancelled += chain->phase == chain_phase::cancelled ? 1 : 0;
    worked += chain->worked_ms;
    wasted += chain->wasted_ms;
    sum.begun += chain->counts.begun;
    sum.ahead += chain->counts.ahead;
    sum.verified += chain->counts.verified;
    sum.refuted += chain->counts.refuted;
    sum.flushed += chain->counts.flushed;
    if (chain->phase == chain_phase::complete) {
      took += took_ms(*chain, now);
      waiting += chain->waiting_ms;
    }
  }
  to["chains.running"] = running;
  to["chains.complete"] = complete;
  to["chains.stuck"] = stuck;
  to["chains.cancelled"] = cancelled;
  to["chains.tasks_begun"] = static_cast<double>(sum.begun);
  to["chains.tasks_ahead"] = static_cast<double>(sum.ahead);
  to["chains.tasks_verified"] = static_cast<double>(sum.verified);
  to["chains.tasks_refuted"] = static_cast<double>(sum.refuted);
  to["chains.tasks_flushed"] = static_cast<double>(sum.flushed);
  const auto& walks = chains.counters();
  auto looks = static_cast<double>(walks.looks);
  to["chains.looks"] = looks;
  to["chains.steals"] = static_cast<double>(walks.steals);
  to["chains.queued"] = static_cast<double>(walks.queued);
  to["chains.given_up"] = static_cast<double>(walks.flushed);
  if (sum.begun > 0)
    to["chains.looks_per_task"] = looks / static_cast<double>(sum.begun);
  if (worked > 0)
    to["chains.wasted_share"] = wasted / worked;
  if (took > 0)
    to["chains.speed_up"] = waiting / took;
}

} // namespace mesh::console
