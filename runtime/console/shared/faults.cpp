#include "runtime/console/shared/faults.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "actors/work/random.hpp"
#include "messages/ids.hpp"
#include "messages/supervision_messages.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/dry_run.hpp"

namespace mesh::console {

namespace {

bool is_orchestrator(const scope& where) {
  return where.kind() == scope::level::all;
}

} // namespace

std::string draw_fault(const json& result, const render_style&) {
  auto actors = number_in(result, "actors").value_or(0);
  auto target = text_or(result, "target", "-");
  auto fault = text_or(result, "fault", "fault");
  if (actors == 1)
    return fault + ": " + (target == "all" ? "the orchestrator" : "one in " + target) + "\n";
  return fault + ": " + counted(actors, "agent") + " in " + target + "\n";
}

void inject(command_context& at, fault_kind kind, const fault_arguments& c, outcome& o,
            double pause_ms) {
  if (!exists(at.mesh, c.where, o))
    return;
  fault_order order{kind, {c.where}, pause_ms};
  if (c.share)
    order.whom = some_agents(at, c.where, *c.share);
  o.data["target"] = to_string(c.where);
  constexpr std::array<const char*, 5> names{"crash", "hang", "corrupt", "lie", "slow"};
  o.data["fault"] = names[static_cast<std::size_t>(kind)];
  auto report = at.mesh.inject(std::move(order));
  o.data["actors"] = report.told;
  if (report.failure.code != errc::none)
    return fail(o, report.failure);
  if (report.told > 0 || c.share == 0.0)
    return;
  if (at.mesh.who().in(c.where).empty())
    fail(o, {errc::unknown_target, to_string(c.where) + " has no agents left: it was drained",
             "grow 1 --in " + to_string(c.where)});
  else
    fail(o, {errc::agent_down, to_string(c.where) + " is down already", "heal it first"});
}

void would_break(command_context& at, std::string_view verb, const fault_arguments& c,
                 outcome& o) {
  const std::string what(verb);
  if (!c.share && c.where.kind() != scope::level::agent)
    return would_do(o, what + " "
                           + (is_orchestrator(c.where)
                                  ? "the orchestrator"
                                  : "who stands above the agents of " + to_string(c.where)));
  std::vector<agent_id> whom;
  if (c.share) {
    const auto before = at.memory.faults;
    for (const auto& one : some_agents(at, c.where, *c.share))
      whom.push_back(one.agent());
    at.memory.faults = before;
  } else {
    whom.push_back(c.where.agent());
  }
  would_do(o, what, whom);
}

bool agents_only(const fault_arguments& c, outcome& o) {
  if (c.share || c.where.kind() == scope::level::agent)
    return true;
  fail(o, {errc::invalid_argument,
           "only agents can have this fault; " + to_string(c.where) + " is no agent",
           "name an agent, or a share of the agents: 10% or 100%"});
  return false;
}

std::vector<scope> some_agents(command_context& at, const scope& where, double share) {
  auto all = at.mesh.who().in(where);
  auto rounded = std::llround(share * static_cast<double>(all.size()));
  auto least = share > 0 ? std::min<std::size_t>(1, all.size()) : 0;
  auto wanted = std::clamp(static_cast<std::size_t>(rounded), least, all.size());
  random_source random(at.mesh.cfg().simulation.seed + ++at.memory.faults);
  for (std::size_t i = 0; i < wanted; ++i)
    std::swap(all[i], all[i + random.next() % (all.size() - i)]);
  all.resize(wanted);
  std::sort(all.begin(), all.end());
  return {all.begin(), all.end()};
}

} // namespace mesh::console
