#include "runtime/console/commands/breakers.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "actors/parts/mesh_counters.hpp"
#include "messages/orchestration.hpp"
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

void write_breakers(json& to, const orchestrator_report& report,
                    const mesh_counters& counters) {
  to["rows"] = json::array();
  for (const auto& c : report.circuits)
    to["rows"].push_back({{"where", to_string(c.where)},
                          {"state", to_string(c.state)},
                          {"reason", c.reason},
                          {"by_hand", c.by_hand}});
  to["opened"] = counters.breakers_opened.load();
  to["turned_away"] = counters.turned_away.load();
}

void run_breakers(const breakers_command&, command_context& at, outcome& o) {
  auto report = at.mesh.report();
  if (report.failure.code != errc::none)
    return fail(o, report.failure);
  write_breakers(o.data, report, at.mesh.counters());
  const auto hosts = at.mesh.hosts();
  if (!hosts)
    return;
  for (const auto& n : hosts->nodes)
    if (n.returns.breaker != breaker_state::closed)
      o.data["rows"].push_back({{"where", "host " + n.row.name},
                                {"state", to_string(n.returns.breaker)},
                                {"reason", n.returns.reason}});
}

std::string draw_breakers(const json& result, const render_style& style) {
  text_table table({{"breaker"}, {"state"}, {"reason"}});
  for (const auto& row : list_in(result, "rows"))
    table.add(
        {text_or(row, "where", "-"), text_or(row, "state", "-"), text_or(row, "reason", "-")});
  auto out = table.empty() ? std::string("  all breakers are closed\n") : table.str(style);
  return out + "  " + number_text(number_in(result, "opened")) + " opened, "
         + number_text(number_in(result, "turned_away")) + " messages turned away so far\n";
}

} // namespace

command_spec commands::breakers() {
  return {.name = "breakers",
          .group = "protect",
          .summary = "the circuit breakers that are not closed",
          .details =
              "A breaker opens after too many failures and turns new work away. It then lets a "
              "little work through as a probe, and closes when nothing fails any more.",
          .example = "breakers",
          .start = breakers_command{},
          .also = {"get breakers"},
          .columns = columns::breakers(),
          .run = run_as<run_breakers>,
          .draw = draw_breakers};
}

} // namespace mesh::console
