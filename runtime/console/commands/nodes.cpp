#include "runtime/console/commands/nodes.hpp"

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
#include "runtime/console/running/json_values.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/columns.hpp"
#include "runtime/console/shared/hosts.hpp"

namespace mesh::console {

namespace {

using namespace build;

void run_nodes(const nodes_command&, command_context& at, outcome& o) {
  const auto found = at.mesh.hosts();
  if (!found)
    return fail(o, one_process());
  const auto& report = *found;
  if (report.failure.code != errc::none)
    return fail(o, report.failure);
  auto rows = nlohmann::ordered_json::array();
  for (const auto& n : report.nodes)
    rows.push_back({{"name", n.row.name},
                    {"state", to_string(n.row.state)},
                    {"cause", n.cause},
                    {"sectors", n.row.sectors},
                    {"pending", n.pending},
                    {"clusters_apart", n.row.clusters_detached},
                    {"kept", n.row.keeps},
                    {"capacity", n.row.capacity},
                    {"since_s", rounded(to_ms(n.row.since) / 1'000)},
                    {"heard_ms", rounded(to_ms(n.row.heard_ago))},
                    {"round_trip_ms", rounded(n.round_trip_ms)},
                    {"waiting", n.waiting},
                    {"asked", n.returns.asked},
                    {"came_back", n.returns.back},
                    {"breaker", to_string(n.returns.breaker)},
                    {"turned_away", n.returns.turned_away},
                    {"version", n.build_version},
                    {"deaths", n.row.deaths},
                    {"held_back_s", rounded(to_ms(n.row.held_back) / 1'000)}});
  o.data["rows"] = std::move(rows);
  o.data["unplaced"] = report.unplaced;
  o.data["pending"] = report.pending;
  o.data["starting"] = report.starting;
  o.data["waits_for"] =
      report.waits_for.code == errc::none ? std::string() : to_string(report.waits_for);
  o.data["hubs_replaced"] = report.hubs_replaced;
  o.data["warnings"] = host_warnings(report);
}

/// B1: of the agents asked on it in the last minute; nothing when nobody was.
std::string came_back(const json& row) {
  auto asked = number_in(row, "asked").value_or(0);
  auto back = number_in(row, "came_back").value_or(0);
  auto text = asked > 0 ? count_of(back, asked) : std::string("-");
  if (auto breaker = text_or(row, "breaker", "closed"); breaker != "closed")
    text += ", breaker " + breaker;
  return text;
}

std::string draw_nodes(const json& result, const render_style& style) {
  text_table table({{"node"},
                    {"state"},
                    {"sectors", to_right},
                    {"for", to_right},
                    {"round_trip", to_right, 1},
                    {"waiting", to_right},
                    {"came_back", to_right, 2},
                    {"version"}});
  for (const auto& row : list_in(result, "rows")) {
    auto state = text_or(row, "state", "-");
    if (auto cause = text_or(row, "cause", ""); !cause.empty())
      state += ": " + cause;
    if (auto held = number_in(row, "held_back_s"); held > 0.0)
      state += ", held back " + number_text(held) + " s: died "
               + number_text(number_in(row, "deaths")) + " times";
    auto sectors = number_text(number_in(row, "sectors"));
    if (auto pending = number_in(row, "pending"); pending > 0.0)
      sectors += ", " + number_text(pending) + " to come";
    if (auto detached = number_in(row, "clusters_apart"); detached > 0.0)
      sectors += " + " + number_text(detached) + (detached > 1.0 ? " clusters" : " cluster");
    table.add({text_or(row, "name", "-"), state, sectors,
               seconds_text(number_in(row, "since_s")),
               with_ms(number_in(row, "round_trip_ms")), number_text(number_in(row, "waiting")),
               came_back(row), text_or(row, "version", "-")});
  }
  std::string warnings;
  for (const auto& warning : texts_in(result, "warnings"))
    warnings += "  " + paint(warning, tone::warning, style) + "\n";
  auto out = table.empty() ? std::string("  no host has joined yet\n") : table.str(style);
  if (auto unplaced = number_in(result, "unplaced"); unplaced > 0.0)
    out += "  " + counted(unplaced, "sector") + " on no host\n";
  if (auto pending = number_in(result, "pending"); pending > 0.0)
    out += "  " + counted(pending, "sector")
           + " assigned to hosts that have not started them yet\n";
  if (auto starting = number_in(result, "starting"); starting > 0.0)
    out += "  " + counted(starting, "sector") + " starting\n";
  return out + warnings;
}

} // namespace

command_spec commands::nodes() {
  return {.name = "nodes",
          .group = "look",
          .summary = "the hosts and their sectors",
          .details = "Each host with its state: up, suspect (silent, or without a link), lost "
                     "(its sectors went to others, or it keeps them because it may still run: "
                     "see 'node forget'), draining, left; how many sectors it has, the round "
                     "trip of a message, and how much waits for it. A host whose processes "
                     "keep dying gets no sectors for a while.",
          .example = "nodes",
          .start = nodes_command{},
          .also = {"get nodes", "node ls", "node list", "node status"},
          .more_examples = {"nodes --sort -round_trip_ms -o wide"},
          .columns = columns::nodes(),
          .run = run_as<run_nodes>,
          .draw = draw_nodes};
}

} // namespace mesh::console
