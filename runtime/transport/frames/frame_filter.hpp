#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/transport/frames/basp.hpp"
#include "runtime/transport/frames/link_end.hpp"

namespace mesh::transport {

struct frame_rules {
  std::size_t payload_bytes = 0; // of a message
  std::size_t control_bytes = 0; // of a handshake, monitor or down frame
  /// The handshake that the peer has to begin with: `server_handshake` where we dialled.
  basp_op awaited = basp_op::client_handshake;
  basp_node own_node{};
  /// Whether the peer may use this node id; asked once, with its handshake.
  std::function<bool(const basp_node&)> admit;
};

/// Checks what a peer sends to our actor system before that sees it. CAF
/// believes every header: it allocates what one announces, forwards to other
/// nodes, and takes whoever claims a node id for that node.
///
/// Passed on: the peer's handshake, messages, heartbeats, and monitor and down
/// frames between the peer and this node. Dropped and counted: routed messages
/// and frames for other nodes. All else ends the link.
class frame_filter {
public:
  explicit frame_filter(frame_rules rules) : rules_(std::move(rules)) {}

  /// Takes any part of the stream, and appends to `out` what may pass. A
  /// reason when the link has to end; the filter is of no use afterwards.
  std::optional<link_end> feed(std::string_view bytes, std::vector<char>& out);

  /// Frames that were dropped.
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }
  /// The node id in the peer's handshake.
  [[nodiscard]] const std::optional<basp_node>& peer_node() const { return peer_; }

private:
  enum class frame_fate { pass, hold, drop };

  std::optional<link_end> begin_frame(std::vector<char>& out);
  std::optional<link_end> end_held_frame(std::vector<char>& out);
  [[nodiscard]] std::optional<link_end> check_header() const;
  [[nodiscard]] std::optional<link_end> check_order() const;
  std::optional<link_end> check_handshake(std::string_view payload);
  /// Sets `for_others` when it is to be dropped.
  std::optional<link_end> check_nodes(std::string_view payload, bool& for_others) const;
  [[nodiscard]] basp_op op() const { return static_cast<basp_op>(header_.op); }

  frame_rules rules_;
  std::string held_; // the header, and of control frames the payload
  basp_header header_;
  std::size_t left_ = 0; // of the payload
  frame_fate fate_ = frame_fate::pass;
  std::optional<basp_node> peer_;
  std::uint64_t dropped_ = 0;
};

} // namespace mesh::transport
