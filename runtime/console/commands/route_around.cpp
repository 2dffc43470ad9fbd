#include "runtime/console/commands/route_around.hpp"

#include "actors/coordination/routing.hpp"
#include "runtime/console/commands/table.hpp"
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

void run_route_around(const route_around_command& c, command_context& at, outcome& o) {
  if (exists(at.mesh, c.id, o))
    change_rules(at, o, [&](routing_rules& rules) { rules.avoid(c.id); });
}

void would_route_around(const route_around_command& c, command_context& at, outcome& o) {
  if (exists(at.mesh, c.id, o))
    would_do(o, "route nothing more to", {c.id});
}

} // namespace

command_spec commands::route_around() {
  using args = route_around_command;
  return {
      .name = "route around",
      .group = "route",
      .summary = "no longer choose this agent",
      .details = "The agent keeps running, but no work is routed to it.",
      .example = "route around s07.c04.a12",
      .start = args{},
      .positionals = {{"AGENT", arity::one, value_kind::agent, assign<&args::id, read_agent>}},
      .profile = profile_as<protecting_part<args>>,
      .run = run_as<run_route_around>,
      .draw = draw_rules,
      .result = "route",
      .would = run_as<would_route_around>};
}

} // namespace mesh::console
