// What the hosts of a mesh over several look like.
#include "runtime/console/format.hpp"
#include "runtime/console/renderers.hpp"
#include "runtime/console/table.hpp"

namespace mesh::console {

namespace {

/// B1: of the agents asked on it in the last minute; nothing when nobody was.
std::string came_back(const json& row) {
  auto asked = number_in(row, "asked").value_or(0);
  auto back = number_in(row, "came_back").value_or(0);
  auto text = asked > 0 ? count_of(back, asked) : std::string("-");
  if (auto breaker = text_or(row, "breaker", "closed"); breaker != "closed")
    text += ", breaker " + breaker;
  return text;
}

} // namespace

std::string render_nodes(const json& result, const render_style& style) {
  text_table table({{"node"},
                    {"state"},
                    {"sectors", to_right},
                    {"for", to_right},
                    {"round trip", to_right},
                    {"waiting", to_right},
                    {"came back", to_right},
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
    if (auto apart = number_in(row, "clusters_apart"); apart > 0.0)
      sectors += " + " + number_text(apart) + (apart > 1.0 ? " clusters" : " cluster");
    table.add({text_or(row, "name", "-"), state, sectors,
               number_text(number_in(row, "since_s")) + " s",
               with_ms(number_in(row, "round_trip_ms")), number_text(number_in(row, "waiting")),
               came_back(row), text_or(row, "version", "-")});
  }
  std::string warnings;
  for (const auto& warning : texts_in(result, "warnings"))
    warnings += "  " + paint(warning, tone::warning, style) + "\n";
  auto out = table.empty() ? std::string("  no host has come yet\n") : table.str(style);
  if (auto unplaced = number_in(result, "unplaced"); unplaced > 0.0)
    out += "  " + number_text(unplaced) + " sectors are on no host\n";
  if (auto pending = number_in(result, "pending"); pending > 0.0)
    out += "  " + number_text(pending)
           + " sectors are given to somebody by decision, which is not carried out yet\n";
  if (auto starting = number_in(result, "starting"); starting > 0.0)
    out += "  " + number_text(starting) + " sectors are starting\n";
  return out + warnings;
}

std::string render_node(const json& result, const render_style&) {
  if (text_or(result, "name", "-") == "all")
    return "the hosts that are here are all there are; sectors go to them\n";
  return "sectors of " + text_or(result, "name", "-") + " " + text_or(result, "sectors", "-")
         + "\n";
}

} // namespace mesh::console
