#include "runtime/console/commands/on_failure.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/values.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"

namespace mesh::console {

namespace {

using namespace build;

std::optional<value_problem> set_on_failure(command& into, std::string_view text) {
  auto index = read_choice(text, {"stop", "continue"}, "way to go on");
  if (!index)
    return index.error();
  into.as<on_failure_command>().continue_after = *index == 1;
  return std::nullopt;
}

void run_on_failure(const on_failure_command& c, command_context& at, outcome& o) {
  at.memory.continue_after_failure = c.continue_after;
  o.data["continue_after"] = c.continue_after;
}

std::string draw_on_failure(const json& result, const render_style&) {
  return flag_in(result, "continue_after").value_or(false)
             ? "goes on after a failed command\n"
             : "stops at the first failed command\n";
}

} // namespace

command_spec commands::on_failure() {
  return {.name = "on failure",
          .group = "script",
          .summary = "stop or go on after a failed command",
          .details = "A script stops at the first failure unless told to continue. An exit "
                     "code of 3 (agents missing) never stops it.",
          .example = "on failure continue",
          .start = on_failure_command{},
          .positionals = {{"stop|continue",
                           arity::one,
                           value_kind::choice,
                           set_on_failure,
                           {"stop", "continue"}}},
          .run = run_as<run_on_failure>,
          .draw = draw_on_failure,
          .effect = command_effect::frames};
}

} // namespace mesh::console
