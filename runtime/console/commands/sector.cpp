#include "runtime/console/commands/sector.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "actors/coordination/registry.hpp"
#include "actors/coordination/summarise.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/agents.hpp"
#include "runtime/console/shared/columns.hpp"

namespace mesh::console {

namespace {

using namespace build;

void write_sector(json& to, const registry& agents, sector_id sector, time_point now) {
  auto rows = json::array();
  agents.read().each_page(sector, [&](const cluster_page& page) {
    rows.push_back(cluster_json(page.summary, to_ms(now - page.published_at) / 1'000));
  });
  if (auto s = summarise(agents, sector)) {
    to["id"] = to_string(s->sector);
    to["clusters"] = s->clusters;
    to["agents"] = s->agents;
    to["active"] = s->active;
    to["mean_score"] = rounded(s->mean_score);
    to["healthiest"] = to_string(s->healthiest);
    to["sickest"] = to_string(s->sickest);
  }
  to["shown"] = to["of"] = rows.size();
  to["rows"] = std::move(rows);
}

void run_sector(const sector_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.id, o))
    return;
  o.data["id"] = to_string(c.id);
  o.data["clusters"] = at.mesh.who().clusters(c.id); // also while nobody serves it
  o.data["agents"] = o.data["active"] = 0;
  write_sector(o.data, at.mesh.agents(), c.id, at.mesh.now());
  o.data["agents"] = at.mesh.who().count(c.id, membership::member); // not only those seen
}

std::string draw_sector(const json& result, const render_style& style) {
  auto out = paint(text_or(result, "id", "-"), tone::strong, style) + "  " + active_of(result)
             + ", " + counted(number_in(result, "clusters"), "cluster") + "\n";
  out += labelled("score", "mean " + with_ms(number_in(result, "mean_score")));
  out += labelled("healthiest", text_or(result, "healthiest", "-"));
  out += labelled("sickest", text_or(result, "sickest", "-"));
  return out + cluster_table(list_in(result, "rows"), style) + shown_of(result, "clusters", "");
}

} // namespace

command_spec commands::sector() {
  using args = sector_command;
  return {.name = "sector",
          .group = "look",
          .summary = "a sector and its clusters",
          .details = "The sector's summary and a row for each of its clusters.",
          .example = "sector s07",
          .start = args{},
          .positionals = {{"SECTOR", arity::one, value_kind::sector,
                           assign<&args::id, read_sector>}},
          .also = {"get sector", "describe sector"},
          .more_examples = {"sector s00 --sort -mean_score"},
          .columns = columns::clusters(),
          .run = run_as<run_sector>,
          .draw = draw_sector};
}

} // namespace mesh::console
