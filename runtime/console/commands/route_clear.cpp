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

void run_route_clear(const route_clear_command&, command_context& at, outcome& o) {
  change_rules(at, o, [](routing_rules& rules) { rules = {}; });
}

command_profile profile_route_clear(const route_clear_command& c, const roster&,
                                    const coordination_config&) {
  return protecting(true, c.approve);
}

void would_route_clear(const route_clear_command&, command_context& at, outcome& o) {
  const auto rules = at.mesh.rules();
  const auto count = rules.exclusions().size() + rules.avoided_agents().size();
  would_do(o, "clear " + counted(static_cast<double>(count), "rule"));
}

} // namespace

command_spec commands::route_clear() {
  using args = route_clear_command;
  return {.name = "route clear",
          .group = "route",
          .summary = "drop all routing rules",
          .details = "Every class and every agent may be chosen again.",
          .example = "route clear",
          .start = args{},
          .options = {approve_option<&args::approve>()},
          .profile = profile_as<profile_route_clear>,
          .run = run_as<run_route_clear>,
          .draw = draw_rules,
          .result = "route",
          .would = run_as<would_route_clear>};
}

} // namespace mesh::console
