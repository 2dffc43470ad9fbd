#include "runtime/console/commands/crash.hpp"

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

void run_crash(const crash_command& c, command_context& at, outcome& o) {
  inject(at, fault_kind::crash, c, o);
}

} // namespace

command_spec commands::crash() {
  auto spec =
      fault_spec<crash_command>("crash", "make actors throw an exception", "crash s07 10%");
  spec.run = run_as<run_crash>;
  return spec;
}

} // namespace mesh::console
