#pragma once
#include "actors/coordination/roster.hpp"
#include "runtime/console/command.hpp"
#include "supervisors/mode_gate.hpp"

namespace mesh::console {

/// What a command is called in results and in errors: "broadcast", "held drop".
std::string_view name_of(const command& what);

/// D2: a command as the mode of a mesh asks about it. Faults on demand, pauses
/// and the frame of a script are no work: they count as looking, which is
/// always allowed.
/// - `agents`: how many it is sent to at the same time, whether they are up or not
/// - `mesh_wide`: it concerns the whole mesh, as a cascade does, or it reaches
///   every agent
command_profile profile_of(const command& what, const roster& who,
                           const coordination_config& cfg);

} // namespace mesh::console
