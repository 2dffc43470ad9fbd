#pragma once
#include <memory>
#include <vector>

#include "actors/work/kinds.hpp"
#include "actors/work/simulated/simulated_world.hpp"
#include "runtime/mesh/local_mesh.hpp"

namespace mesh {

/// The kinds of work of a mesh in a process. Throws mesh_failure when one cannot be opened.
open_kinds open_work(const work_site& site);

/// The work of an agent, which enters the simulated world: what the program says, else of
/// the first kind in the table that has work for it.
std::shared_ptr<work> work_of(const agent_identity& a,
                              const std::vector<work_override>& overrides,
                              simulated_world& world, const open_kinds& kinds);

} // namespace mesh
