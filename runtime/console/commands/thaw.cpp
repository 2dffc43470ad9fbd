#include "runtime/console/commands/thaw.hpp"
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

void run_thaw(const thaw_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o))
    return;
  auto result = at.mesh.thaw(c.where);
  note_freeze(result, "going_on", o);
}

std::string draw_thaw(const json& result, const render_style& style) {
  if (!has(result, "going_on"))
    return {};
  return agents_text(result, "going_on", "go on") + "  with " + messages_text(result) + "\n"
         + draw_exceptions(result, style);
}

void would_thaw(const thaw_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o))
    return;
  std::vector<agent_id> whom;
  at.mesh.agents().read().each_page(c.where, [&](const cluster_page& page) {
    for (const auto& row : page.rows)
      if (c.where.contains(row.id) && row.standing != membership::absent && row.frozen)
        whom.push_back(row.id);
  });
  would_do(o, "thaw " + to_string(c.where), whom);
}

} // namespace

command_spec commands::thaw() {
  using args = thaw_command;
  return {.name = "thaw",
          .group = "protect",
          .summary = "resume frozen agents with their state",
          .details = "They resume the work they were interrupted in. The time left of each "
                     "message stood still. Answers for which no command waits any more are "
                     "counted, and logged (runtime.log_level info).",
          .example = "thaw s07",
          .start = args{},
          .positionals = {scope_positional<&args::where>(arity::one)},
          .profile = profile_as<protecting_part<args>>,
          .run = run_as<run_thaw>,
          .draw = draw_thaw,
          .would = run_as<would_thaw>};
}

} // namespace mesh::console
