#include "runtime/mesh/work_of.hpp"

#include "actors/work/command/command_work.hpp"

namespace mesh {

std::shared_ptr<work> work_of(const agent_identity& a, const config& cfg,
                              const std::vector<work_override>& overrides,
                              const std::shared_ptr<simulated_world>& world,
                              const std::shared_ptr<process_runner>& processes) {
  constexpr std::uint64_t seed_factor = 1'000'003; // any odd one: neighbours differ
  world->enter(a.id, a.cls);
  for (const auto& w : overrides)
    if (w.where.contains(a.id))
      return w.make(a);
  if (a.command != nullptr && processes)
    return make_command_work(processes, *a.command);
  return make_simulated_work(world, a.id, a.cls,
                             cfg.simulation.seed * seed_factor + a.id.packed());
}

} // namespace mesh
