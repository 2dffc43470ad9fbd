#include "runtime/console/commands/route_list.hpp"

#include "runtime/console/commands/table.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/routes.hpp"

namespace mesh::console {

namespace {

using namespace build;

void run_route_list(const route_list_command&, command_context& at, outcome& o) {
  o.data["changed"] = false;
  write_rules(o.data, at.mesh.rules(), at.mesh.who().capabilities());
}

} // namespace

command_spec commands::route_list() {
  return {.name = "route list",
          .group = "route",
          .summary = "the routing rules in force",
          .details = "Every rule, in the order given.",
          .example = "route list",
          .start = route_list_command{},
          .run = run_as<run_route_list>,
          .draw = draw_rules,
          .result = "route"};
}

} // namespace mesh::console
