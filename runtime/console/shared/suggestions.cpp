#include "runtime/console/shared/suggestions.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "actors/coordination/registry.hpp"
#include "actors/coordination/roster.hpp"
#include "runtime/console/shared/agent_causes.hpp"
#include "runtime/console/shared/proposing.hpp"
#include "supervisors/event_log.hpp"

namespace mesh::console {

namespace {

constexpr std::size_t most_around = 3;
constexpr int often = 3; // openings of a breaker
constexpr auto lately = std::chrono::minutes(10);
constexpr std::size_t most_stuck = 50; // that are looked into

void slowest_first(std::vector<agent_row>& rows) {
  std::ranges::stable_sort(rows, std::greater(), &agent_row::score);
}

std::string ms_of(double ms) {
  return std::to_string(std::lround(ms)) + " ms";
}

} // namespace

std::vector<suggestion> around_slow(std::vector<agent_row> slow, std::size_t most) {
  slowest_first(slow);
  std::vector<suggestion> all;
  for (const auto& row : slow) {
    if (all.size() == most)
      break;
    const auto reason =
        row.holds.overdue ? "its work is overdue" : "it answers in " + ms_of(row.score);
    all.push_back({{"route around " + to_string(row.id)}, to_string(row.id) + ": " + reason});
  }
  return all;
}

std::vector<suggestion> exclude_unfit(const std::vector<agent_facts>& stuck) {
  struct found {
    int agents = 0;
    agent_class fitter = agent_class::a_edge;
  };
  std::map<std::pair<agent_class, std::string>, found> unfit;
  for (const auto& facts : stuck) {
    const auto fitter = fitter_class(facts);
    if (!fitter || !facts.task)
      continue;
    for (const auto& capability : facts.task->capabilities) {
      auto& one = unfit[{facts.row.cls, capability}];
      ++one.agents;
      one.fitter = *fitter;
    }
  }
  std::vector<suggestion> all;
  for (const auto& [what, one] : unfit) {
    if (one.agents < 2)
      continue;
    const std::string cls(to_string(what.first));
    all.push_back({{"route exclude " + cls + " from " + what.second},
                   std::to_string(one.agents) + " agents of " + cls + " are stuck with "
                       + what.second + ", which " + std::string(to_string(one.fitter))
                       + " is made for"});
  }
  return all;
}

std::vector<suggestion> heal_again(const std::vector<breaker_note>& changes, time_point since) {
  std::map<std::string, int> opened;
  for (const auto& one : changes)
    if (one.at >= since && !one.by_hand && one.what.change.to == breaker_state::open
        && one.what.where.kind() != scope::level::all)
      ++opened[to_string(one.what.where)];
  std::vector<suggestion> all;
  for (const auto& [where, times] : opened)
    if (times >= often)
      all.push_back({{"heal " + where},
                     "the breaker of " + where + " has opened " + std::to_string(times)
                         + " times in ten minutes"});
  return all;
}

std::vector<agent_row> slow_agents(command_context& at, const scope& where) {
  const auto rules = at.mesh.rules();
  std::vector<agent_row> slow;
  at.mesh.agents().read().each_page(where, [&](const cluster_page& page) {
    for (const auto& row : page.rows)
      if (where.contains(row.id) && row.standing == membership::member
          && row.cls != agent_class::f_human && !rules.avoided(row.id)
          && (row.holds.overdue || row.flags.spike
              || (row.flags.slow && row.state == agent_state::degraded)))
        slow.push_back(row);
  });
  slowest_first(slow);
  return slow;
}

bool is_excluded(command_context& at, const agent_facts& facts) {
  if (!facts.task)
    return false;
  const auto needs = at.mesh.who().capabilities().resolve(facts.task->capabilities);
  return needs && at.mesh.rules().excluded(facts.row.cls, *needs);
}

std::vector<suggestion> suggestions_now(command_context& at) {
  auto slow = slow_agents(at, {});
  std::vector<agent_facts> stuck;
  fact_finder find(at);
  for (const auto& row : slow)
    if (row.holds.overdue && stuck.size() < most_stuck)
      stuck.push_back(find.of(row));
  std::erase_if(stuck, [&](const agent_facts& one) { return is_excluded(at, one); });
  auto all = exclude_unfit(stuck);
  for (auto& one : heal_again(at.mesh.events().breaker_changes(), at.mesh.now() - lately))
    all.push_back(std::move(one));
  for (auto& one : around_slow(std::move(slow), most_around))
    all.push_back(std::move(one));
  return all;
}

void propose_own(command_context& at) {
  for (auto& one : suggestions_now(at))
    (void)propose(at, {std::move(one.commands), std::move(one.why), proposer::mesh, "mesh"});
}

} // namespace mesh::console
