#include "runtime/console/commands/held.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/drawing/table.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/columns.hpp"

namespace mesh::console {

namespace {

using namespace build;

void run_held(const held_command&, command_context& at, outcome& o) {
  auto rows = json::array();
  for (const auto& [number, waiting] : at.memory.held.waiting())
    rows.push_back(
        {{"number", number}, {"text", waiting.line.text}, {"reason", waiting.why.detail}});
  o.data["shown"] = o.data["of"] = rows.size();
  o.data["rows"] = std::move(rows);
}

std::string draw_held(const json& result, const render_style& style) {
  text_table table({{"number", to_right}, {"command"}, {"why_it_waits"}});
  for (const auto& row : list_in(result, "rows"))
    table.add({number_text(number_in(row, "number")), text_or(row, "text", "-"),
               text_or(row, "reason", "-")});
  return table.empty() ? "no commands are held\n" : table.str(style);
}

} // namespace

command_spec commands::held() {
  return {.name = "held",
          .group = "protect",
          .summary = "the commands that wait for a better mode",
          .details = "When many agents are lost, work that is not urgent waits. It runs by "
                     "itself, in order, as soon as the mode allows: between commands, and "
                     "while `wait` and `expect` let time pass.",
          .example = "held",
          .start = held_command{},
          .columns = columns::held(),
          .run = run_as<run_held>,
          .draw = draw_held};
}

} // namespace mesh::console
