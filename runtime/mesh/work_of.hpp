#pragma once
#include <memory>
#include <vector>

#include "actors/work/process/process_runner.hpp"
#include "actors/work/simulated/simulated_world.hpp"
#include "runtime/mesh/local_mesh.hpp"

namespace mesh {

/// The work of an agent: what the program says, else the command that the
/// configuration names, else that of the simulated world. `processes` null: no
/// commands.
std::shared_ptr<work> work_of(const agent_identity& a, const config& cfg,
                              const std::vector<work_override>& overrides,
                              const std::shared_ptr<simulated_world>& world,
                              const std::shared_ptr<process_runner>& processes);

} // namespace mesh
