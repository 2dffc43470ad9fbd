#include <nlohmann/json.hpp>
#include <string>

#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/table.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/agents_outside.hpp"
#include "runtime/console/shared/columns.hpp"

namespace mesh::console {

namespace {

using namespace build;

struct links_command {
  int limit = 20; // 0: all
};

void run_links(const links_command& c, command_context& at, outcome& o) {
  const auto* door = door_of(at, o);
  if (door == nullptr)
    return;
  const auto all = door->links();
  auto rows = json::array();
  for (const auto& one : all) {
    if (c.limit > 0 && rows.size() == static_cast<std::size_t>(c.limit))
      break;
    rows.push_back({{"address", one.address},
                    {"client", one.client},
                    {"protocol", one.protocol},
                    {"agents", one.agents},
                    {"round_trip_ms", rounded(one.round_trip_ms)},
                    {"up_s", rounded(one.since_ms / 1'000)},
                    {"waiting_bytes", one.waiting_bytes},
                    {"bytes_in", one.bytes_in},
                    {"bytes_out", one.bytes_out},
                    {"delivered", one.delivered},
                    {"answered", one.answered}});
  }
  o.data["shown"] = rows.size();
  o.data["of"] = all.size();
  o.data["rows"] = std::move(rows);
}

std::string draw_links(const json& result, const render_style& style) {
  text_table table({{"address"},
                    {"client", text_table::align::left, 2},
                    {"agents", to_right},
                    {"round_trip", to_right, 1},
                    {"up_for", to_right, 5},
                    {"waiting", to_right, 3},
                    {"delivered", to_right, 4},
                    {"answered", to_right}});
  for (const auto& row : list_in(result, "rows"))
    table.add({text_or(row, "address", "-"), text_or(row, "client", "-"),
               number_text(number_in(row, "agents")), with_ms(number_in(row, "round_trip_ms")),
               seconds_text(number_in(row, "up_s")),
               number_text(number_in(row, "waiting_bytes")) + " B",
               number_text(number_in(row, "delivered")),
               number_text(number_in(row, "answered"))});
  if (table.empty())
    return "no links of agents from outside\n";
  return table.str(style) + "  "
         + count_of(number_in(result, "shown").value_or(0), number_in(result, "of").value_or(0),
                    "link")
         + "\n";
}

} // namespace

command_spec commands::links() {
  return {.name = "links",
          .group = "outside",
          .summary = "the links of agents from outside",
          .details = "Each with its agents, its round trip, and what waits for it.",
          .example = "links",
          .start = links_command{},
          .options = {limit_option<links_command>()},
          .also = {"get links"},
          .columns = columns::links(),
          .run = run_as<run_links>,
          .draw = draw_links};
}

} // namespace mesh::console
