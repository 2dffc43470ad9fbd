#include "runtime/console/commands/history.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "messages/ids.hpp"
#include "runtime/base/text.hpp"
#include "runtime/base/utc.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/sparkline.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/columns.hpp"
#include "runtime/console/shared/conflicts.hpp"
#include "runtime/records/history.hpp"
#include "runtime/records/journal.hpp"

namespace mesh::console {

namespace {

using namespace build;

read_result<scope> read_agent_or_cluster(std::string_view text) {
  auto where = read_scope(text);
  if (where && where->kind() != scope::level::agent && where->kind() != scope::level::cluster)
    return tl::unexpected(value_problem{std::string(text) + " has no history of its own",
                                        "an agent (s07.c04.a12) or a cluster (s07.c04)",
                                        {}});
  return where;
}

void write_history(json& to, const std::vector<storage::history_row>& rows) {
  to["rows"] = json::array();
  for (const auto& row : rows)
    to["rows"].push_back({{"at", utc(row.at_ms)},
                          {"score", rounded(row.score)},
                          {"latency_ms", rounded(row.latency_ms)},
                          {"processing_ms", rounded(row.processing_ms)},
                          {"queue", rounded(row.queue)}});
  to["samples"] = rows.size();
}

void run_history(const history_command& c, command_context& at, outcome& o) {
  constexpr std::size_t most_samples = 10'000; // a week, minute by minute
  if (!exists(at.mesh, c.who, o))
    return;
  auto since_ms = c.since_ms ? moment_before(at.mesh.wall_ms(), *c.since_ms) : 0;
  auto rows = at.mesh.book().past(c.who, since_ms, most_samples);
  if (!rows)
    return fail(o, rows.error());
  o.data["who"] = to_string(c.who);
  write_history(o.data, *rows);
}

std::string draw_history(const json& result, const render_style& style) {
  struct series {
    const char* key;
    std::string_view label, unit;
  };
  constexpr std::array all{
      series{"score", "score", "ms"}, series{"latency_ms", "latency", "ms"},
      series{"processing_ms", "processing", "ms"}, series{"queue", "queue", "waiting"}};
  const auto& rows = list_in(result, "rows");
  auto out = concat({paint(text_or(result, "who", "-"), tone::strong, style), "  ",
                     number_text(number_in(result, "samples")), " samples"});
  if (rows.empty())
    return out + ": nothing was recorded in this time yet\n";
  out += concat(
      {", ", text_or(rows.front(), "at", "-"), " to ", text_or(rows.back(), "at", "-"), "\n"});
  constexpr int beside = 45; // label and figures
  auto width = static_cast<std::size_t>(std::max(10, style.width - beside));
  for (const auto& one : all) {
    std::vector<double> values;
    for (const auto& row : rows)
      values.push_back(number_in(row, one.key).value_or(0));
    auto [low, high] = std::ranges::minmax(values);
    auto drawn = sparkline(values, width, style.unicode);
    out += labelled(one.label, concat({drawn, "  ", ms_text(low), " to ", ms_text(high),
                                       ", now ", ms_text(values.back()), " ", one.unit}));
  }
  return out;
}

} // namespace

command_spec commands::history() {
  using args = history_command;
  return {.name = "history",
          .group = "conflicts",
          .summary = "the history of an agent or a cluster",
          .details =
              "Score, latency, processing time and queue over time; a cluster's are the means "
              "of its agents. Recorded once a minute unless configured otherwise, with --data.",
          .example = "history s07.c04 --since 6h",
          .start = args{},
          .positionals = {{"WHO", arity::one, value_kind::scope,
                           assign<&args::who, read_agent_or_cluster>}},
          .options = {since_option<&args::since_ms>()},
          .columns = columns::history(),
          .run = run_as<run_history>,
          .draw = draw_history};
}

} // namespace mesh::console
