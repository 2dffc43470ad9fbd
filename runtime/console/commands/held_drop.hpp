#pragma once
namespace mesh::console {

struct held_drop_command {
  int number = 0;
};

} // namespace mesh::console
