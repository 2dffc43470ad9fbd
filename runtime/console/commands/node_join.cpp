#include "runtime/console/commands/node_join.hpp"

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

void run_node_join(const node_join_command& c, command_context& at, outcome& o) {
  order_node(at, c.name, host_order::join, o);
}

void would_node_join(const node_join_command& c, command_context& at, outcome& o) {
  would_order_node(at, c.name, host_order::join, o);
}

} // namespace

command_spec commands::node_join() {
  using args = node_join_command;
  return {
      .name = "node join",
      .group = "protect",
      .summary = "let a drained host have sectors again",
      .details = "A new host joins by itself: start 'mesh node' there.",
      .example = "node join n2",
      .start = args{},
      .positionals = {{"NAME", arity::one, value_kind::other, assign<&args::name, read_text>}},
      .profile = profile_as<protecting_part<args>>,
      .run = run_as<run_node_join>,
      .draw = draw_node,
      .would = run_as<would_node_join>};
}

} // namespace mesh::console
