#include "actors/work/kinds.hpp"

#include <array>

namespace mesh {

tl::expected<open_kinds, error> open_kinds::open(const work_site& site) {
  const std::array table{
#define MESH_WORK(name) work_kinds::name(),
#include "actors/work/kinds.inc"
#undef MESH_WORK
  };
  open_kinds all;
  for (const auto& kind : table) {
    auto maker = kind.open(site);
    if (!maker)
      return tl::unexpected(maker.error());
    if (*maker)
      all.makers_.push_back(*std::move(maker));
  }
  return all;
}

std::shared_ptr<work> open_kinds::make(const agent_identity& agent) const {
  for (const auto& maker : makers_)
    if (auto made = maker(agent))
      return made;
  return nullptr;
}

} // namespace mesh
