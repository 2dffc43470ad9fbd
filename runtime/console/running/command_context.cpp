#include "runtime/console/running/command_context.hpp"

#include "actors/coordination/drifting.hpp"
#include "runtime/console/running/chain_results.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/proposals/operators_desk.hpp"

namespace mesh::console {

void fail(outcome& o, const error& why) {
  o.code = worse(o.code, code_of(why));
  o.data["error"] = to_json(why);
}

bool exists(const mesh_access& mesh, const scope& where, outcome& o) {
  if (mesh.who().contains(where))
    return true;
  auto last = mesh.who().in({}).back(); // a mesh is never empty
  fail(o, {errc::unknown_target, to_string(where) + " is not in this mesh",
           "it reaches from s00.c00.a00 to " + to_string(last)});
  return false;
}

degradation_mode mode_now(const mesh_access& mesh) {
  return mode_of(summarise(mesh.agents(), mesh.who()), mesh.cfg().degradation);
}

mode_restrictions restrictions_now(const mesh_access& mesh) {
  return restrictions_of(mode_now(mesh), mesh.cfg().degradation);
}

namespace {

void add_proposals(metric_values& to, const proposal_book& book) {
  for (const auto& [name, state] : {std::pair{"proposals.waiting", proposal_state::waiting},
                                    std::pair{"proposals.done", proposal_state::done},
                                    std::pair{"proposals.failed", proposal_state::failed},
                                    std::pair{"proposals.rejected", proposal_state::rejected},
                                    std::pair{"proposals.stale", proposal_state::stale},
                                    std::pair{"proposals.expired", proposal_state::expired}})
    to[name] = static_cast<double>(book.count(state));
}

} // namespace

metric_values metrics_now(command_context& at) {
  auto& mesh = at.mesh;
  const auto& memory = at.memory;
  auto now = summarise(mesh.agents(), mesh.who());
  auto values = metrics_of(now, mesh.report(), mesh.counters(), mesh.events(),
                           mesh.book().counts(mesh.now()), memory.last,
                           {mode_of(now, mesh.cfg().degradation), memory.held.waiting().size(),
                            memory.held.released()});
  values["clusters.drifting"] = static_cast<double>(drifting_clusters(mesh.agents()));
  add_chains(values, mesh.chains(), mesh.now());
  const auto rules = mesh.rules();
  values["routes.avoided"] = static_cast<double>(rules.avoided_agents().size());
  values["routes.excluded"] = static_cast<double>(rules.exclusions().size());
  add_proposals(values, mesh.desk().proposals);
  if (const auto hosts = mesh.hosts())
    add_hosts(values, *hosts);
  auto process = mesh.lateness();
  values["process.starved"] = process.starved ? 1 : 0;
  values["process.late"] = process.late_ms;
  return values;
}

} // namespace mesh::console
