#pragma once
namespace mesh::console {

struct route_clear_command {
  bool approve = false;
};

} // namespace mesh::console
