#include "runtime/console/running/command_context.hpp"

#include "actors/coordination/drifting.hpp"
#include "runtime/console/running/chain_results.hpp"
#include "runtime/console/running/json_values.hpp"

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
  if (const auto hosts = mesh.hosts())
    add_hosts(values, *hosts);
  auto process = mesh.lateness();
  values["process.starved"] = process.starved ? 1 : 0;
  values["process.late"] = process.late_ms;
  return values;
}

} // namespace mesh::console
