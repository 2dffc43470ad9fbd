#include "runtime/console/commands/drain.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "messages/vocabulary.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/command_profile.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/dry_run.hpp"
#include "runtime/console/shared/growth.hpp"

namespace mesh::console {

namespace {

using namespace build;

void run_drain(const drain_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o) || !nothing_frozen(at.mesh, c.where, o))
    return;
  const auto nobody_left = at.mesh.who().in(c.where).empty();
  if (nobody_left)
    o.data["note"] = to_string(c.where) + " has no agents left: it was drained before";
  const auto& cfg = at.mesh.cfg();
  auto longest_ms = cfg.growth.drain_timeout_ms + cfg.impedance.heartbeat_period_ms
                    + cfg.supervision.stop_timeout_ms;
  change_size(at, at.mesh.drain({c.where}), membership::absent,
              c.timeout_ms.value_or(longest_ms), o);
}

std::string draw_drain(const json& result, const render_style&) {
  return growth_line(result, "have left");
}

void would_drain(const drain_command& c, command_context& at, outcome& o) {
  if (exists(at.mesh, c.where, o) && nothing_frozen(at.mesh, c.where, o))
    would_do(o, "drain " + to_string(c.where), at.mesh.who().in(c.where));
}

} // namespace

command_spec commands::drain() {
  using args = drain_command;
  return {
      .name = "drain",
      .group = "protect",
      .summary = "remove agents from the running mesh",
      .details = "They get no new work, finish their current work, and stop. Work that is not "
                 "done after growth.drain_timeout_ms ends as agent_down. The cluster or sector "
                 "stays, with room for others.",
      .example = "drain s07.c04",
      .start = args{},
      .positionals = {scope_positional<&args::where>(arity::one)},
      .options = {timeout_option<&args::timeout_ms>("how long to wait until all have left")},
      .profile = profile_as<protecting_part<args>>,
      .run = run_as<run_drain>,
      .draw = draw_drain,
      .would = run_as<would_drain>};
}

} // namespace mesh::console
