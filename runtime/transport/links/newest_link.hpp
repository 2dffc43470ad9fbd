#pragma once
#include "runtime/transport/links/switchboard.hpp"

namespace mesh::transport {

/// Makes room for a link that has come to us: call it when its peer is verified, and
/// again when that has said which process it is (its node id). Done when those it
/// replaces are gone.
///
/// The newest link of a process wins. The one before may be dead without anybody having
/// noticed; were the new one beside it, CAF would take it for another way to the same
/// node, and lose what it sends on the dead one in silence. Another process with the
/// same certificate is no such case: whether that may follow the first is not decided
/// here, so both stay. Of more than two those between are replaced: a peer cannot fill
/// the table of links.
asio::awaitable<void> replace_older(switchboard& board, link_ptr k);

} // namespace mesh::transport
