#include "runtime/console/commands/gather.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "runtime/base/utc.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/command_profile.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/dry_run.hpp"
#include "runtime/console/shared/plans.hpp"
#include "runtime/console/shared/scatter_drawing.hpp"
#include "runtime/console/shared/scatter_json.hpp"
#include "runtime/console/shared/scatter_notes.hpp"

namespace mesh::console {

namespace {

using namespace build;

/// T is a moment of the calendar: the gather is kept until then, over restarts, too.
void plan_gather(const gather_command& c, command_context& at, outcome& o) {
  planned_gather what;
  what.at_ms = c.at_ms;
  what.where = c.where;
  what.cls = c.cls;
  if (!c.capability.empty())
    what.capabilities = {c.capability};
  what.payload = c.payload;
  what.payload_weight = c.payload_weight;
  what.urgency = c.urgency;
  what.goes_on = c.go_on;
  what.window_ms = c.window_ms;
  what.minimum = c.minimum;
  auto planned = at.mesh.plan(std::move(what));
  if (!planned)
    return fail(o, planned.error());
  o.data.update(plan_json(*planned));
}

std::optional<value_problem> check_gather(const gather_command& c) {
  if (c.at_ms != 0 && (c.unscheduled || c.horizon_ms || c.fail_on_conflict))
    return value_problem{"--at does not go with --horizon, --unscheduled or --fail-on-conflict",
                         "only one of them; `plan wait` tells what came of it",
                         {}};
  return std::nullopt;
}

std::optional<value_problem> set_moment(command& into, std::string_view text) {
  const auto at = parse_time(text);
  if (!at)
    return value_problem{"\"" + std::string(text) + "\" is no time",
                         "\"2026-12-01 12:00\", by UTC, or with an offset: "
                         "\"2026-12-01 12:00+01:00\"",
                         {}};
  into.as<gather_command>().at_ms = *at;
  return std::nullopt;
}

void run_gather(const gather_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o))
    return;
  if (c.at_ms != 0)
    return plan_gather(c, at, o);
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
  if (has(result, "plan"))
    return draw_plan(result, style);
  return headline(result, style) + conditions(result) + verdict(result, style)
         + details(result, style);
}

command_profile profile_gather(const gather_command& c, const roster& who,
                               const coordination_config&) {
  return working(c, agents_in(who, c.where, c.cls), is_all(c.where));
}

void would_gather(const gather_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o))
    return;
  const auto whom = routable(at, c.where, c.cls, c.capability, o);
  if (o.code == exit_code::done)
    would_do(o,
             (c.at_ms != 0 ? "plan for " + utc(c.at_ms) + " a gather of " : "gather ")
                 + to_string(c.where),
             whom);
}

} // namespace

command_spec commands::gather() {
  using args = gather_command;
  return {
      .name = "gather",
      .group = "coordinate",
      .summary = "have agents ready at the same moment T",
      .details =
          "Sends earlier to slower agents so that all are ready at T, and counts "
          "those inside the window. Draws when they were ready, relative to T. With --at, T "
          "is a moment up to 31 days ahead: the gather is planned, survives a "
          "restart, and asks people when they are likely to be done by then.",
      .example = "gather s07 --window 500ms --minimum 95%",
      .start = args{},
      .positionals = {scope_positional<&args::where>(arity::optional)},
      .options = scatter_options<args>(
          {class_option<&args::cls>(),
           capability_option<&args::capability>(),
           window_option<&args::window_ms>(),
           {"at", "TIME", "T, such as \"2026-12-01 12:00\"", value_kind::other, set_moment},
           {"minimum", "RATE", "share that must be ready, 95% or 0.95", value_kind::other,
            assign<&args::minimum, read_ratio>}}),
      .check = check_as<check_gather>,
      .profile = profile_as<profile_gather>,
      .run = run_as<run_gather>,
      .draw = draw_gather,
      .would = run_as<would_gather>};
}

} // namespace mesh::console
