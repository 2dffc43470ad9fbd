#include "runtime/console/commands/agents.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "actors/coordination/registry.hpp"
#include "actors/coordination/roster.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/running/row_picker.hpp"
#include "runtime/console/shared/agents.hpp"
#include "runtime/console/shared/columns.hpp"

namespace mesh::console {

namespace {

using namespace build;

void write_agents(json& to, const registry& agents, const agents_command& what,
                  const capability_catalogue& names, time_point now, const line_options& how) {
  capability_set wanted;
  if (!what.capability.empty())
    if (auto set = names.resolve({what.capability}))
      wanted = *set;
  const auto limit =
      how.picks_rows() ? how.limit.value_or(usual_rows) : static_cast<std::size_t>(what.limit);
  row_picker rows(how, limit);
  agents.read().each_page(what.where, [&](const cluster_page& page) {
    for (const auto& row : page.rows) {
      if (!what.where.contains(row.id) || (what.cls && row.cls != *what.cls)
          || (what.state && row.state != *what.state) || !row.capabilities.includes(wanted))
        continue;
      if (rows.wants_more())
        rows.add(row_json(row, now));
      else
        rows.count_only();
    }
  });
  rows.write(to);
}

void run_agents(const agents_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o))
    return;
  if (!c.capability.empty()) {
    auto known = at.mesh.who().capabilities().resolve({c.capability});
    if (!known)
      return fail(o, known.error());
  }
  write_agents(o.data, at.mesh.agents(), c, at.mesh.who().capabilities(), at.mesh.now(),
               *at.how);
  o.rows_picked = true;
}

std::string draw_agents(const json& result, const render_style& style) {
  return agent_table(list_in(result, "rows"), style)
         + shown_of(result, "agents", "--limit all shows every one");
}

} // namespace

command_spec commands::agents() {
  using args = agents_command;
  return {
      .name = "agents",
      .group = "look",
      .summary = "list agents with their impedance",
      .details = "One row per agent: class, state, score, latency, processing time, queue, "
                 "reliability and drift. The list says how many of how many it shows.",
      .example = "agents s07 --class D --state degraded --limit all",
      .start = args{},
      .positionals = {scope_positional<&args::where>(arity::optional)},
      .options = {class_option<&args::cls>(),
                  capability_option<&args::capability>(),
                  {"state", "STATE", "only agents in this state", value_kind::state,
                   assign<&args::state, read_state>},
                  limit_option<args>()},
      .also = {"get agents", "agent ls", "ls agents"},
      .more_examples = {"agents --filter \"latency_ms > 200 and class = D\" --sort -latency_ms",
                        "agents s07 -o csv --columns id,class,score --limit all",
                        "agents --filter \"flags = slow\" --watch"},
      .columns = columns::agents(),
      .run = run_as<run_agents>,
      .draw = draw_agents};
}

} // namespace mesh::console
