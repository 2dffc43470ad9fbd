#pragma once
namespace mesh::console {

/// `route list`: the rules in force. `route clear`: drop them all.
struct route_list_command {};

} // namespace mesh::console
