#include "runtime/console/commands/route_exclude.hpp"

#include "actors/coordination/routing.hpp"
#include "messages/vocabulary.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
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

void run_route_exclude(const route_exclude_command& c, command_context& at, outcome& o) {
  auto set = at.mesh.who().capabilities().resolve({c.capability});
  if (!set)
    return fail(o, set.error());
  change_rules(at, o, [&](routing_rules& rules) {
    for (int i = 0; i < capability_set::max_size; ++i)
      if (set->has(i))
        rules.exclude(c.cls, i);
  });
}

command_profile profile_route_exclude(const route_exclude_command& c, const roster&,
                                      const coordination_config&) {
  return protecting(true, c.approve);
}

void would_route_exclude(const route_exclude_command& c, command_context& at, outcome& o) {
  const auto whom = routable(at, {}, c.cls, c.capability, o);
  if (o.code == exit_code::done)
    would_do(o, "not choose for " + c.capability, whom);
}

} // namespace

command_spec commands::route_exclude() {
  using args = route_exclude_command;
  return {.name = "route exclude",
          .group = "route",
          .summary = "exclude a class from a capability",
          .details =
              "No agent of the class is chosen any more for work that needs the capability.",
          .example = "route exclude E_LOCAL from inference",
          .start = args{},
          .positionals = {{"CLASS", arity::one, value_kind::agent_class,
                           assign<&args::cls, read_class>},
                          {"from", arity::keyword},
                          {"CAPABILITY", arity::one, value_kind::capability,
                           assign<&args::capability, read_capability>}},
          .options = {approve_option<&args::approve>()},
          .profile = profile_as<profile_route_exclude>,
          .run = run_as<run_route_exclude>,
          .draw = draw_rules,
          .result = "route",
          .would = run_as<would_route_exclude>};
}

} // namespace mesh::console
