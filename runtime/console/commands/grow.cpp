#include "runtime/console/commands/grow.hpp"
#include "actors/coordination/roster.hpp"

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

read_result<int> read_agents(std::string_view text) {
  return read_count(text, 1, 1'000'000);
}

void run_grow(const grow_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o) || !nothing_frozen(at.mesh, c.where, o))
    return;
  const auto& cfg = at.mesh.cfg();
  auto longest_ms = (cfg.growth.longest_settling + 1) * cfg.impedance.heartbeat_period_ms;
  change_size(at, at.mesh.grow({c.agents, c.cls, c.where}), membership::member,
              c.timeout_ms.value_or(longest_ms), o);
}

std::string draw_grow(const json& result, const render_style&) {
  return growth_line(result, "have joined");
}

/// On a copy of who is there.
void would_grow(const grow_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o) || !nothing_frozen(at.mesh, c.where, o))
    return;
  roster copy(at.mesh.cfg());
  if (auto same = copy.restore(at.mesh.who().changes()); !same)
    return fail(o, same.error());
  const auto whom = copy.grow({c.agents, c.cls, c.where});
  if (!whom)
    return fail(o, whom.error());
  would_do(o, "add agents", *whom);
}

} // namespace

command_spec commands::grow() {
  using args = grow_command;
  return {
      .name = "grow",
      .group = "protect",
      .summary = "add agents to the running mesh",
      .details = "New agents fill clusters with room, then new clusters of the sectors with "
                 "the fewest agents. They get work once their impedance is known, after a few "
                 "heartbeats. Without a class they are of all classes, in the configured mix.",
      .example = "grow 300 --class A",
      .start = args{},
      .positionals = {{"N", arity::one, value_kind::other, assign<&args::agents, read_agents>}},
      .options = {class_option<&args::cls>(), in_option<&args::where>(),
                  timeout_option<&args::timeout_ms>("how long to wait until all take part")},
      .profile = profile_as<protecting_part<args>>,
      .run = run_as<run_grow>,
      .draw = draw_grow,
      .would = run_as<would_grow>};
}

} // namespace mesh::console
