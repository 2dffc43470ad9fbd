#include "runtime/console/commands/hang.hpp"

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

void run_hang(const hang_command& c, command_context& at, outcome& o) {
  inject(at, fault_kind::hang, c, o);
}

} // namespace

command_spec commands::hang() {
  auto spec = fault_spec<hang_command>("hang", "make actors unresponsive", "hang s07.c04.a12");
  spec.run = run_as<run_hang>;
  return spec;
}

} // namespace mesh::console
