#pragma once
#include "runtime/transport/links/switchboard.hpp"

namespace mesh::transport {

/// Runs a verified link in both directions until it is gone. `own_node` is the
/// id of our actor system.
void run_link(switchboard& board, const link_ptr& k, const basp_node& own_node);

} // namespace mesh::transport
