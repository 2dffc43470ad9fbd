#pragma once
namespace mesh::console {

struct wait_command {
  double ms = 0;
};

} // namespace mesh::console
