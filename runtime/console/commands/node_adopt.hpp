#pragma once
namespace mesh::console {

/// R2: the hosts that are here are all there are.
struct node_adopt_command {};

} // namespace mesh::console
