#include "runtime/console/commands/route_clear.hpp"

#include "actors/coordination/routing.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/command_profile.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/dry_run.hpp"
#include "runtime/console/shared/routes.hpp"

namespace mesh::console {

namespace {

using namespace build;

/// The same rules without the one about this agent.
routing_rules without(const routing_rules& rules, agent_id agent) {
  routing_rules left;
  for (const auto& [cls, capability] : rules.exclusions())
    left.exclude(cls, capability);
  for (const auto& id : rules.avoided_agents())
    if (id != agent)
      left.avoid(id);
  return left;
}

void run_route_clear(const route_clear_command& c, command_context& at, outcome& o) {
  if (c.agent && !exists(at.mesh, *c.agent, o))
    return;
  change_rules(at, o, [&](routing_rules& rules) {
    rules = c.agent ? without(rules, *c.agent) : routing_rules();
  });
}

command_profile profile_route_clear(const route_clear_command& c, const roster&,
                                    const coordination_config&) {
  return protecting(!c.agent, c.approve);
}

void would_route_clear(const route_clear_command& c, command_context& at, outcome& o) {
  if (c.agent) {
    if (exists(at.mesh, *c.agent, o))
      would_do(o, "route work again to", {*c.agent});
    return;
  }
  const auto rules = at.mesh.rules();
  const auto count = rules.exclusions().size() + rules.avoided_agents().size();
  would_do(o, "clear " + counted(static_cast<double>(count), "rule"));
}

} // namespace

command_spec commands::route_clear() {
  using args = route_clear_command;
  return {.name = "route clear",
          .group = "route",
          .summary = "drop routing rules",
          .details = "All of them: every class and every agent may be chosen again. With an "
                     "agent: only the rule that routes around it.",
          .example = "route clear",
          .start = args{},
          .positionals = {{"AGENT", arity::optional, value_kind::agent,
                           assign<&args::agent, read_agent>}},
          .options = {approve_option<&args::approve>()},
          .more_examples = {"route clear s07.c04.a12"},
          .profile = profile_as<profile_route_clear>,
          .run = run_as<run_route_clear>,
          .draw = draw_rules,
          .result = "route",
          .would = run_as<would_route_clear>};
}

} // namespace mesh::console
