#include "runtime/console/commands/node_drain.hpp"

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

void run_node_drain(const node_drain_command& c, command_context& at, outcome& o) {
  order_node(at, c.name, host_order::drain, o);
}

void would_node_drain(const node_drain_command& c, command_context& at, outcome& o) {
  would_order_node(at, c.name, host_order::drain, o);
}

} // namespace

command_spec commands::node_drain() {
  using args = node_drain_command;
  return {
      .name = "node drain",
      .group = "protect",
      .summary = "take a host's sectors away, for maintenance",
      .details =
          "They go to the other hosts, a few at a time, each when its running work has ended, "
          "after placement.drain_ms at the latest. The host gets none before 'node join'.",
      .example = "node drain n2",
      .start = args{},
      .positionals = {{"NAME", arity::one, value_kind::other, assign<&args::name, read_text>}},
      .profile = profile_as<protecting_part<args>>,
      .run = run_as<run_node_drain>,
      .draw = draw_node,
      .would = run_as<would_node_drain>};
}

} // namespace mesh::console
