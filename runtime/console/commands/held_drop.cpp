#include "runtime/console/commands/held_drop.hpp"

#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/dry_run.hpp"

namespace mesh::console {

namespace {

using namespace build;

read_result<int> read_held_number(std::string_view text) {
  return read_count(text, 1, std::numeric_limits<int>::max());
}

void run_held_drop(const held_drop_command& c, command_context& at, outcome& o) {
  if (at.memory.held.drop(static_cast<std::uint64_t>(c.number)))
    o.data["number"] = c.number;
  else
    fail(o, {errc::unknown_target, "no held command has the number " + std::to_string(c.number),
             "see 'held'"});
}

std::string draw_held_drop(const json& result, const render_style&) {
  return "held command " + number_text(number_in(result, "number")) + " will not run\n";
}

void would_held_drop(const held_drop_command& c, command_context& at, outcome& o) {
  const auto found = at.memory.held.waiting().find(static_cast<std::uint64_t>(c.number));
  if (found == at.memory.held.waiting().end())
    return fail(o,
                {errc::unknown_target,
                 "no held command has the number " + std::to_string(c.number), "see 'held'"});
  would_do(o, "drop the held command: " + found->second.line.text);
}

} // namespace

command_spec commands::held_drop() {
  using args = held_drop_command;
  return {.name = "held drop",
          .group = "protect",
          .summary = "cancel a held command",
          .details = "Removes the command with this number; `held` lists them.",
          .example = "held drop 1",
          .start = args{},
          .positionals = {{"N", arity::one, value_kind::other,
                           assign<&args::number, read_held_number>}},
          .run = run_as<run_held_drop>,
          .draw = draw_held_drop,
          .effect = command_effect::changes,
          .would = run_as<would_held_drop>};
}

} // namespace mesh::console
