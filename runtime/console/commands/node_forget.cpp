#include "runtime/console/commands/node_forget.hpp"

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

void run_node_forget(const node_forget_command& c, command_context& at, outcome& o) {
  order_node(at, c.name, host_order::forget, o);
}

void would_node_forget(const node_forget_command& c, command_context& at, outcome& o) {
  would_order_node(at, c.name, host_order::forget, o);
}

} // namespace

command_spec commands::node_forget() {
  using args = node_forget_command;
  return {
      .name = "node forget",
      .group = "protect",
      .summary = "give up a host that is gone for good: its sectors go to others",
      .details = "For a host that vanished together with so many others that they may still "
                 "run, cut off from this one. If it does run, its agents work twice: be sure "
                 "that it does not. It may join again later.",
      .example = "node forget n2",
      .start = args{},
      .positionals = {{"NAME", arity::one, value_kind::other, assign<&args::name, read_text>}},
      .profile = profile_as<protecting_part<args>>,
      .run = run_as<run_node_forget>,
      .draw = draw_node,
      .would = run_as<would_node_forget>};
}

} // namespace mesh::console
