#include "runtime/console/commands/cluster.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "actors/coordination/registry.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/agents.hpp"
#include "runtime/console/shared/columns.hpp"

namespace mesh::console {

namespace {

using namespace build;

void write_cluster(json& to, const cluster_page& page, time_point now) {
  to.update(cluster_json(page.summary, to_ms(now - page.published_at) / 1'000));
  to["rows"] = json::array();
  for (const auto& row : page.rows)
    to["rows"].push_back(row_json(row, now));
  to["shown"] = to["of"] = page.rows.size();
}

void run_cluster(const cluster_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.id, o))
    return;
  if (const auto reader = at.mesh.agents().read(); const auto* page = reader.page(c.id))
    write_cluster(o.data, *page, at.mesh.now());
}

std::string draw_cluster(const json& result, const render_style& style) {
  auto out =
      paint(text_or(result, "id", "-"), tone::strong, style) + "  " + active_of(result) + "\n";
  out += labelled("score", "mean " + with_ms(number_in(result, "mean_score")) + ", p95 "
                               + with_ms(number_in(result, "p95_score")));
  out += labelled("slowest", text_or(result, "slowest", "-"));
  out += labelled("fastest", text_or(result, "fastest", "-"));
  out += labelled("as of", number_text(number_in(result, "age_s"), 1) + " s ago");
  return out + agent_table(list_in(result, "rows"), style) + shown_of(result, "agents", "");
}

} // namespace

command_spec commands::cluster() {
  using args = cluster_command;
  return {.name = "cluster",
          .group = "look",
          .summary = "a cluster and its agents",
          .details = "The cluster's summary and a row for each of its agents.",
          .example = "cluster s07.c04",
          .start = args{},
          .positionals = {{"CLUSTER", arity::one, value_kind::cluster,
                           assign<&args::id, read_cluster>}},
          .also = {"get cluster", "describe cluster"},
          .columns = columns::agents(),
          .run = run_as<run_cluster>,
          .draw = draw_cluster};
}

} // namespace mesh::console
