#include "runtime/console/commands/freeze.hpp"
#include "actors/coordination/registry.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/command_profile.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/dry_run.hpp"
#include "runtime/console/shared/freezing.hpp"
#include "runtime/console/shared/scatter_drawing.hpp"

namespace mesh::console {

namespace {

using namespace build;

void run_freeze(const freeze_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o))
    return;
  auto result = at.mesh.freeze(c.where);
  note_freeze(result, "stopped", o);
}

std::string draw_freeze(const json& result, const render_style& style) {
  if (!has(result, "stopped"))
    return {};
  auto file = text_in(result, "preserved_in");
  return agents_text(result, "stopped", "have stopped") + "  " + messages_text(result)
         + (file ? ", preserved in " + *file
                 : std::string(", kept in memory only: they end with this process"))
         + "\n" + draw_exceptions(result, style);
}

void would_freeze(const freeze_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o))
    return;
  std::vector<agent_id> whom;
  at.mesh.agents().read().each_page(c.where, [&](const cluster_page& page) {
    for (const auto& row : page.rows)
      if (c.where.contains(row.id) && row.standing != membership::absent && !row.frozen)
        whom.push_back(row.id);
  });
  would_do(o, "freeze " + to_string(c.where), whom);
}

} // namespace

command_spec commands::freeze() {
  using args = freeze_command;
  return {.name = "freeze",
          .group = "protect",
          .summary = "stop agents, and preserve their state",
          .details =
              "Agents in the scope interrupt their work and take no more messages. Commands "
              "that target only frozen agents fail with exit code 6. The state is preserved in "
              "a file under --data, and stays frozen when the mesh is started again there.",
          .example = "freeze s07",
          .start = args{},
          .positionals = {scope_positional<&args::where>(arity::one)},
          .profile = profile_as<protecting_part<args>>,
          .run = run_as<run_freeze>,
          .draw = draw_freeze,
          .would = run_as<would_freeze>};
}

} // namespace mesh::console
