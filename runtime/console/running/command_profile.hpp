#pragma once
#include "actors/coordination/roster.hpp"
#include "runtime/console/language/command.hpp"
#include "supervisors/mode_gate.hpp"

namespace mesh::console {

/// D2: a command as the mode of a mesh asks about it. Faults on demand, pauses
/// and the frame of a script are no work: they count as looking, which is
/// always allowed.
/// - `agents`: how many it is sent to at the same time, whether they are up or not
/// - `mesh_wide`: it concerns the whole mesh, as a cascade does, or it reaches
///   every agent
command_profile profile_of(const command& what, const roster& who,
                           const coordination_config& cfg);

// For the `profile` functions of commands.

command_profile protecting(bool mesh_wide, bool approved);
/// Agents that a scatter there may reach, up or down.
std::int64_t agents_in(const roster& who, const scope& where,
                       std::optional<agent_class> cls = {});
inline bool is_all(const scope& where) {
  return where.kind() == scope::level::all;
}
/// Work that is sent to so many agents at once.
template <class Work>
command_profile working(const Work& c, std::int64_t agents, bool mesh_wide) {
  command_profile p;
  p.what = command_profile::purpose::work;
  p.urgency = c.urgency;
  p.background = c.urgency == priority::background;
  p.agents = agents;
  p.mesh_wide = mesh_wide;
  p.approved = c.approve;
  return p;
}
/// Protection of a part of the mesh, which needs no approval.
template <class Protection>
command_profile protecting_part(const Protection&, const roster&, const coordination_config&) {
  return protecting(false, false);
}

} // namespace mesh::console
