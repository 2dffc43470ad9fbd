#include "runtime/console/commands/node_adopt.hpp"

#include "runtime/console/commands/table.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/command_profile.hpp"
#include "runtime/console/running/mesh_access.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/dry_run.hpp"
#include "runtime/console/shared/hosts.hpp"

namespace mesh::console {

namespace {

using namespace build;

void run_node_adopt(const node_adopt_command&, command_context& at, outcome& o) {
  order_node(at, {}, host_order::adopt, o);
}

void would_node_adopt(const node_adopt_command&, command_context& at, outcome& o) {
  would_order_node(at, {}, host_order::adopt, o);
}

} // namespace

command_spec commands::node_adopt() {
  using args = node_adopt_command;
  return {.name = "node adopt",
          .group = "protect",
          .summary = "continue with the hosts that are here",
          .details = "For an orchestrator that places no sector ('nodes' says why): it has "
                     "lost its data, its data is older than what its hosts know, or fewer "
                     "hosts have joined than expected. Absent hosts are given up, as with "
                     "'node forget': be sure that they do not run.",
          .example = "node adopt",
          .start = args{},
          .profile = profile_as<protecting_part<args>>,
          .run = run_as<run_node_adopt>,
          .draw = draw_node,
          .would = run_as<would_node_adopt>};
}

} // namespace mesh::console
