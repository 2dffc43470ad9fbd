#pragma once
#include <functional>

#include "runtime/transport/links/switchboard.hpp"

namespace mesh::transport {

/// Connections that lose no time, and notice a peer that acknowledges nothing.
void tune(tcp::socket& connection, const transport_config& limits);

/// Runs after a TLS handshake that went well: who is it, and is that
/// allowed? Sets the peer and the link's age; a reason when it is refused.
std::optional<link_end>
verify_peer(switchboard& board, link& k,
            const std::function<bool(const identity::peer_name&)>& accepts);

} // namespace mesh::transport
