#include "runtime/console/commands/wait.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/console/running/outcome.hpp"

namespace mesh::console {

namespace {

using namespace build;

void run_wait(const wait_command& c, command_context& at, outcome& o) {
  auto began = at.mesh.now();
  auto whole = at.pass(from_ms(c.ms));
  o.data["waited_ms"] = rounded(to_ms(at.mesh.now() - began));
  if (!whole)
    fail(o, {errc::cancelled, "interrupted before the time was over"});
}

std::string draw_wait(const json& result, const render_style&) {
  return "waited " + with_ms(number_in(result, "waited_ms")) + "\n";
}

} // namespace

command_spec commands::wait() {
  using args = wait_command;
  return {.name = "wait",
          .group = "script",
          .summary = "let time pass",
          .details = "The mesh goes on; the next command starts after the pause.",
          .example = "wait 2s",
          .start = args{},
          .positionals = {{"DURATION", arity::one, value_kind::other,
                           assign<&args::ms, read_pause>}},
          .run = run_as<run_wait>,
          .draw = draw_wait,
          .effect = command_effect::frames};
}

} // namespace mesh::console
