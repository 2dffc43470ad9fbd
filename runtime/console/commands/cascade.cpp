#include "runtime/console/commands/cascade.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "messages/cascade.hpp"
#include "messages/ids.hpp"
#include "messages/orchestration.hpp"
#include "runtime/base/text.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/drawing/table.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/values.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/command_profile.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/dry_run.hpp"
#include "runtime/console/shared/scatter_drawing.hpp"
#include "runtime/console/shared/scatter_json.hpp"
#include "runtime/console/shared/scatter_notes.hpp"

namespace mesh::console {

namespace {

using namespace build;

std::optional<value_problem> set_kind(command& into, std::string_view text) {
  constexpr cascade_kind kinds[] = {cascade_kind::wave, cascade_kind::parallel,
                                    cascade_kind::priority_first};
  auto index = read_choice(text, {"wave", "parallel", "priority_first"}, "kind of cascade");
  if (!index)
    return index.error();
  into.as<cascade_command>().kind = kinds[*index];
  return std::nullopt;
}

json scopes_json(const std::vector<scope>& scopes) {
  json list = json::array();
  for (const auto& where : scopes)
    list.push_back(to_string(where));
  return list;
}

void write_cascade(json& to, const cascade_result& r) {
  to["kind"] = to_string(r.kind);
  write_scatter(to, r.total);
  auto passed = std::all_of(r.phases.begin(), r.phases.end(),
                            [](const phase_result& p) { return p.passed; });
  if (r.failed_at_sector)
    to["outcome"] = "FAILED_AT_SECTOR";
  else if (!passed && !r.total.cancelled)
    to["outcome"] = "PARTIAL";
  to["reached"] = {{"sectors", r.total.summary.sectors},
                   {"clusters", r.total.summary.clusters},
                   {"agents", r.total.summary.ready}};
  to["total_ms"] = rounded(r.total_ms);
  to["phases"] = json::array();
  for (const auto& p : r.phases)
    to["phases"].push_back({{"name", p.phase.name},
                            {"outcome", to_string(p.outcome)},
                            {"ready", p.reached},
                            {"sent", p.expected},
                            {"targets", p.targets},
                            {"skipped", p.skipped},
                            {"refused", p.refused},
                            {"unreached", scopes_json(p.unreached)},
                            {"minimum", p.phase.minimum},
                            {"took_ms", rounded(p.took_ms)}});
}

void run_cascade(const cascade_command& c, command_context& at, outcome& o) {
  cascade_request r;
  r.kind = c.kind;
  r.what.urgency = c.urgency;
  r.what.goes_on = c.go_on;
  r.what.payload = c.payload;
  r.what.payload_weight = c.payload_weight;
  r.window_ms = c.window_ms;
  r.horizon_ms = c.horizon_ms;
  r.scheduled = !c.unscheduled;
  auto result = at.mesh.cascade(r);
  write_cascade(o.data, result);
  note_scatter(at, result.total, code_of(result),
               "cascade " + std::string(to_string(result.kind)), o);
  if (c.fail_on_conflict)
    fail_on_conflict_in(result.total.summary, o);
}

std::string phase_table(const json& result, const render_style& style) {
  text_table table({{"phase"},
                    {"outcome"},
                    {"ready", to_right},
                    {"sent", to_right},
                    {"ready_%", to_right},
                    {"needed_%", to_right},
                    {"took_ms", to_right}});
  for (const auto& phase : list_in(result, "phases")) {
    auto ready = number_in(phase, "ready");
    auto sent = number_in(phase, "sent");
    std::optional<double> rate, minimum = number_in(phase, "minimum");
    if (ready && sent && *sent > 0)
      rate = *ready / *sent * 100;
    if (minimum)
      minimum = *minimum * 100;
    table.add({text_in(phase, "name").value_or("-"), text_in(phase, "outcome").value_or("-"),
               number_text(ready), number_text(sent), number_text(rate, 1),
               number_text(minimum, 1), ms_text(number_in(phase, "took_ms"))});
  }
  return table.empty() ? "" : table.str(style);
}

std::string reached_line(const json& result) {
  if (!has(result, "reached"))
    return {};
  const auto& reached = object_in(result, "reached");
  auto line = concat({"  reached ", counted(number_in(reached, "sectors"), "sector"), ", ",
                      counted(number_in(reached, "clusters"), "cluster"), ", ",
                      counted(number_in(reached, "agents"), "agent")});
  if (auto total = number_in(result, "total_ms"))
    line += " in " + with_ms(total);
  return line + "\n";
}

std::string draw_cascade(const json& result, const render_style& style) {
  auto kind = text_in(result, "kind").value_or("");
  return (kind.empty() ? "" : kind + " ") + headline(result, style) + reached_line(result)
         + conditions(result) + verdict(result, style) + phase_table(result, style)
         + details(result, style);
}

command_profile profile_cascade(const cascade_command& c, const roster& who,
                                const coordination_config&) {
  return working(c, who.agents(), true);
}

void would_cascade(const cascade_command& c, command_context& at, outcome& o) {
  would_do(o, "reach the whole mesh, " + std::string(to_string(c.kind)),
           routable(at, {}, {}, {}, o));
}

} // namespace

command_spec commands::cascade() {
  using args = cascade_command;
  return {
      .name = "cascade",
      .group = "coordinate",
      .summary = "reach the whole mesh",
      .details =
          "wave: level by level, each confirmed before the next. parallel: all agents at once. "
          "priority_first: class after class, D C B A E.",
      .example = "cascade parallel --window 1s",
      .start = args{},
      .positionals = {{"wave|parallel|priority_first",
                       arity::one,
                       value_kind::choice,
                       set_kind,
                       {"wave", "parallel", "priority_first"}}},
      .options = scatter_options<args>({window_option<&args::window_ms>()}),
      .profile = profile_as<profile_cascade>,
      .run = run_as<run_cascade>,
      .draw = draw_cascade,
      .would = run_as<would_cascade>};
}

} // namespace mesh::console
