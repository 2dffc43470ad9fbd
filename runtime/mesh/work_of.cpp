#include "runtime/mesh/work_of.hpp"

namespace mesh {

open_kinds open_work(const work_site& site) {
  auto opened = open_kinds::open(site);
  if (!opened)
    throw mesh_failure(opened.error());
  return *std::move(opened);
}

std::shared_ptr<work> work_of(const agent_identity& a,
                              const std::vector<work_override>& overrides,
                              simulated_world& world, const open_kinds& kinds) {
  world.enter(a.id, a.cls);
  for (const auto& w : overrides)
    if (w.where.contains(a.id))
      return w.make(a);
  return kinds.make(a);
}

} // namespace mesh
