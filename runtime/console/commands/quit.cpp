#include "runtime/console/commands/quit.hpp"

#include "runtime/console/commands/table.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"

namespace mesh::console {

namespace {

using namespace build;

void run_quit(const quit_command&, command_context& /*at*/, outcome& o) {
  o.quit = true;
  o.data = nullptr;
}

} // namespace

command_spec commands::quit() {
  return {.name = "quit",
          .group = "script",
          .summary = "leave",
          .details = "Ends the console, or the script at this point.",
          .example = "quit",
          .start = quit_command{},
          .alias = "exit",
          .run = run_as<run_quit>,
          .effect = command_effect::frames};
}

} // namespace mesh::console
