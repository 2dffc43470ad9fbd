#pragma once
namespace mesh::console {

struct quit_command {};

} // namespace mesh::console
