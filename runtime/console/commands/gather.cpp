#include "runtime/console/commands/gather.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/command_profile.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/scatter_drawing.hpp"
#include "runtime/console/shared/scatter_json.hpp"
#include "runtime/console/shared/scatter_notes.hpp"

namespace mesh::console {

namespace {

using namespace build;

void run_gather(const gather_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o))
    return;
  scatter_request r;
  r.what.urgency = c.urgency;
  r.what.goes_on = c.go_on;
  r.what.payload = c.payload;
  r.what.payload_weight = c.payload_weight;
  if (!c.capability.empty())
    r.what.capabilities = {c.capability};
  r.where = c.where;
  r.cls = c.cls;
  r.window_ms = c.window_ms;
  r.minimum = c.minimum;
  r.horizon_ms = c.horizon_ms;
  r.scheduled = !c.unscheduled;
  auto result = at.mesh.scatter(r);
  write_scatter(o.data, result);
  note_scatter(at, result, code_of(result), "gather " + to_string(c.where), o);
  if (c.fail_on_conflict)
    fail_on_conflict_in(result.summary, o);
}

std::string draw_gather(const json& result, const render_style& style) {
  return headline(result, style) + conditions(result) + verdict(result, style)
         + details(result, style);
}

command_profile profile_gather(const gather_command& c, const roster& who,
                               const coordination_config&) {
  return working(c, agents_in(who, c.where, c.cls), is_all(c.where));
}

} // namespace

command_spec commands::gather() {
  using args = gather_command;
  return {.name = "gather",
          .group = "coordinate",
          .summary = "have agents ready at the same moment T",
          .details = "Sends earlier to slower agents so that all are ready at T, and counts "
                     "those inside the window. Draws when they were ready, relative to T.",
          .example = "gather s07 --window 500ms --minimum 95%",
          .start = args{},
          .positionals = {scope_positional<&args::where>(arity::optional)},
          .options = scatter_options<args>(
              {class_option<&args::cls>(),
               capability_option<&args::capability>(),
               window_option<&args::window_ms>(),
               {"minimum", "RATE", "share that must be ready, 95% or 0.95", value_kind::other,
                assign<&args::minimum, read_ratio>}}),
          .profile = profile_as<profile_gather>,
          .run = run_as<run_gather>,
          .draw = draw_gather};
}

} // namespace mesh::console
