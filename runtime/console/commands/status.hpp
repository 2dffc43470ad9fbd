#pragma once
namespace mesh::console {

struct status_command {};

} // namespace mesh::console
