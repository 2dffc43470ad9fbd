#pragma once
namespace mesh::console {

/// B2: the breakers that are not closed; opening and closing them by hand.
struct breakers_command {};

} // namespace mesh::console
