#include "runtime/console/commands/table.hpp"

namespace mesh::console {

const std::vector<command_spec>& grammar() {
  static const std::vector<command_spec> all{
#define MESH_COMMAND(name) commands::name(),
#include "runtime/console/commands/rows.inc"
#undef MESH_COMMAND
  };
  return all;
}

} // namespace mesh::console
