#include "runtime/console/running/command_profile.hpp"

#include "runtime/console/language/grammar.hpp"

namespace mesh::console {

command_profile protecting(bool mesh_wide, bool approved) {
  command_profile p;
  p.what = command_profile::purpose::protect;
  p.mesh_wide = mesh_wide;
  p.approved = approved;
  return p;
}

std::int64_t agents_in(const roster& who, const scope& where, std::optional<agent_class> cls) {
  std::int64_t agents = 0;
  for (auto id : who.in(where))
    agents += !cls || who.identity(id).cls == *cls ? 1 : 0;
  return agents;
}

command_profile profile_of(const command& what, const roster& who,
                           const coordination_config& cfg) {
  command_profile p;
  p.what = command_profile::purpose::look;
  const auto* spec = spec_of(what);
  if (spec == nullptr)
    return p;
  if (spec->profile != nullptr)
    p = spec->profile(what, who, cfg);
  p.name = result_name(*spec);
  return p;
}

} // namespace mesh::console
