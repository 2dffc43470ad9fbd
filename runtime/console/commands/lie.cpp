#include "runtime/console/commands/lie.hpp"

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

void run_lie(const lie_command& c, command_context& at, outcome& o) {
  if (agents_only(c, o))
    inject(at, fault_kind::lie, c, o);
}

} // namespace

command_spec commands::lie() {
  auto spec = fault_spec<lie_command>("lie", "make agents give wrong answers", "lie s07 1%");
  spec.details =
      "An agent, or a share of the agents of a scope. `ask --redundant` finds it (F5).";
  spec.run = run_as<run_lie>;
  return spec;
}

} // namespace mesh::console
