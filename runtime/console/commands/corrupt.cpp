#include "runtime/console/commands/corrupt.hpp"

#include "messages/supervision_messages.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/faults.hpp"

namespace mesh::console {

namespace {

using namespace build;

void run_corrupt(const corrupt_command& c, command_context& at, outcome& o) {
  if (agents_only(c, o))
    inject(at, fault_kind::corrupt, c, o);
}

} // namespace

command_spec commands::corrupt() {
  auto spec = fault_spec<corrupt_command>("corrupt", "damage the context of agents",
                                          "corrupt s07.c04.a12");
  spec.details =
      "An agent, or a share of the agents of a scope. The hash of its context changes; its "
      "lead notices, quarantines the agent and restores the good context (F4).";
  spec.run = run_as<run_corrupt>;
  return spec;
}

} // namespace mesh::console
