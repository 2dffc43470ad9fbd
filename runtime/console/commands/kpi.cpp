#include "runtime/console/commands/kpi.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

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

void write_kpi(json& to, const orchestrator_report& report) {
  to["rows"] = json::array();
  for (const auto& k : report.kpi) {
    auto share = k.unit == "%"; // a share of one, as everywhere in the JSON
    auto scale = share ? 0.01 : 1.0;
    json row;
    row["name"] = k.name;
    row["value"] = k.value ? json(std::round(*k.value * scale * 1e5) / 1e5) : json(nullptr);
    row["unit"] = share ? "ratio" : k.unit;
    row["target"] = k.target * scale;
    row["comparison"] = k.at_most ? "<=" : ">=";
    auto met = k.met();
    row["met"] = met ? json(*met) : json(nullptr);
    to["rows"].push_back(std::move(row));
  }
}

void run_kpi(const kpi_command&, command_context& at, outcome& o) {
  auto report = at.mesh.report();
  if (report.failure.code != errc::none)
    return fail(o, report.failure);
  write_kpi(o.data, report);
}

struct measure {
  std::string value, target, unit;
};

/// Four digits; a share that misses 100 never reads as 100.
std::string figure_text(std::optional<double> value) {
  if (!value)
    return "-";
  const auto size = std::abs(*value);
  const auto decimals = size >= 1'000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
  const auto scale = std::pow(10, decimals);
  return exact_text(std::floor(*value * scale + 0.5 - (size < 100 ? 1e-9 : 0)) / scale);
}

/// Shares of 1 are shown in percent.
measure measure_of(const json& row) {
  auto value = number_in(row, "value"), target = number_in(row, "target");
  auto unit = text_or(row, "unit", "");
  if (unit == "ratio" || unit == "share" || unit == "rate") {
    unit = "%";
    for (auto* number : {&value, &target})
      if (*number)
        **number *= 100;
  }
  return {figure_text(value), figure_text(target), unit};
}

std::string draw_kpi(const json& result, const render_style& style) {
  text_table table({{""},
                    {"figure", text_table::align::left, -1},
                    {"value", to_right},
                    {"", to_right},
                    {"target", to_right},
                    {"unit"},
                    {"", text_table::align::left, 1}});
  int met = 0, measured = 0;
  for (const auto& row : list_in(result, "rows")) {
    auto reached = flag_in(row, "met");
    met += reached.value_or(false) ? 1 : 0;
    measured += reached ? 1 : 0;
    std::string mark = !reached   ? " "
                       : *reached ? (style.unicode ? "✓" : "*")
                                  : (style.unicode ? "✗" : "!");
    auto shown = measure_of(row);
    table.add({mark, text_or(row, "name", "-"), shown.value, text_or(row, "comparison", ""),
               shown.target, shown.unit,
               !reached   ? "not measured"
               : *reached ? "met"
                          : "missed"});
  }
  if (table.empty())
    return "  no figures\n";
  return table.str(style) + "  " + count_of(met, measured) + " measured figures met\n";
}

} // namespace

command_spec commands::kpi() {
  return {.name = "kpi",
          .group = "look",
          .summary = "KPIs against their targets",
          .details = "Each KPI with its value, its target, and whether it is met.",
          .example = "kpi",
          .start = kpi_command{},
          .columns = columns::kpi(),
          .run = run_as<run_kpi>,
          .draw = draw_kpi};
}

} // namespace mesh::console
