#pragma once
namespace mesh::console {

/// R2, T5: the hosts that have the sectors; taking a host's sectors away, and
/// letting it have some again.
struct nodes_command {};

} // namespace mesh::console
