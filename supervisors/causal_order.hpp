#pragma once
#include <tl/expected.hpp>

#include "supervisors/resolution.hpp"

/// K3, TEMPORAL_PARADOX: what an agent saw in an order that cannot be is put in
/// the order of its causes. Lamport stamps say what came first; message and
/// causation ids say what caused what; both have to agree.
namespace mesh {

/// The events in the order of their causes, or why there is none. What caused
/// the first may lie outside; every other needs its cause among them, with an
/// earlier stamp.
tl::expected<std::vector<causal_event>, std::string>
rebuild_order(std::vector<causal_event> seen);

} // namespace mesh
