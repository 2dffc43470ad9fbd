#include "runtime/console/commands/conflict.hpp"

#include "runtime/console/commands/table.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/conflicts.hpp"

namespace mesh::console {

namespace {

using namespace build;

void run_conflict(const conflict_command& c, command_context& at, outcome& o) {
  write_one_conflict(at, c.id, o);
}

} // namespace

command_spec commands::conflict() {
  using args = conflict_command;
  return {.name = "conflict",
          .group = "conflicts",
          .summary = "one conflict in full",
          .details = "The expected and the received value, the context, the message that is "
                     "held back (K1), the agents that were asked to resolve it, and how it was "
                     "resolved or why it awaits an operator (K3).",
          .example = "conflict 0000019c1a2b3c4d",
          .start = args{},
          .positionals = {id_positional<&args::id>()},
          .also = {"get conflict", "describe conflict"},
          .run = run_as<run_conflict>,
          .draw = draw_conflict};
}

} // namespace mesh::console
