#include "runtime/console/commands/heal.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "actors/coordination/registry.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/command_profile.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/dry_run.hpp"

namespace mesh::console {

namespace {

using namespace build;

/// The longest silence, and when an unresponsive actor would be noticed.
std::string nothing_to_heal(const mesh_access& mesh, const scope& where) {
  const auto& cfg = mesh.cfg().impedance;
  double longest_ms = 0;
  mesh.agents().read().each_page(where, [&](const cluster_page& page) {
    for (const auto& row : page.rows)
      if (where.contains(row.id) && row.standing != membership::absent
          && row.last_heard != time_point{})
        longest_ms = std::max(longest_ms, to_ms(mesh.now() - row.last_heard));
  });
  auto in_s = [](double ms) {
    return exact_text(std::round(ms / 100) / 10) + " s";
  };
  return "no failure is known in " + to_string(where) + "; the longest silence there is "
         + in_s(longest_ms) + ". A hanging agent shows after a missed heartbeat ("
         + in_s(cfg.heartbeat_period_ms) + "), and is replaced after "
         + in_s(cfg.offline_after_ms) + " of silence";
}

void run_heal(const heal_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o))
    return;
  auto report = at.mesh.heal(c.where);
  if (report.failure.code != errc::none)
    return fail(o, report.failure);
  o.data["target"] = to_string(c.where);
  o.data["done"] = report.lines;
  if (report.lines.empty())
    o.data["note"] = nothing_to_heal(at.mesh, c.where);
}

std::string draw_heal(const json& result, const render_style&) {
  std::string out;
  for (const auto& line : texts_in(result, "done"))
    out += "  " + line + "\n";
  if (out.empty())
    out = text_or(result, "note", "no failure is known there") + "\n";
  return out;
}

command_profile profile_heal(const heal_command& c, const roster&, const coordination_config&) {
  return protecting(is_all(c.where), c.approve);
}

void would_heal(const heal_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o))
    return;
  std::vector<agent_id> whom;
  at.mesh.agents().read().each_page(c.where, [&](const cluster_page& page) {
    for (const auto& row : page.rows)
      if (c.where.contains(row.id) && row.standing != membership::absent
          && (row.state == agent_state::offline || row.state == agent_state::quarantined))
        whom.push_back(row.id);
  });
  std::size_t circuits = 0;
  for (const auto& one : at.mesh.report().circuits)
    circuits += one.state != circuit_state::closed && c.where.covers(one.where) ? 1 : 0;
  would_do(o,
           "reset " + counted(static_cast<double>(circuits), "breaker")
               + ", restart what was given up, and bring back",
           whom);
}

} // namespace

command_spec commands::heal() {
  using args = heal_command;
  return {.name = "heal",
          .group = "protect",
          .summary = "restart what was given up",
          .details =
              "Supervisors restart failed actors by themselves. An actor that fails too often "
              "is given up and stays down until it is healed. Names each thing done.",
          .example = "heal s07",
          .start = args{},
          .positionals = {{"SCOPE", arity::optional, value_kind::scope,
                           assign<&args::where, read_scope>}},
          .options = {approve_option<&args::approve>()},
          .profile = profile_as<profile_heal>,
          .run = run_as<run_heal>,
          .draw = draw_heal,
          .would = run_as<would_heal>};
}

} // namespace mesh::console
