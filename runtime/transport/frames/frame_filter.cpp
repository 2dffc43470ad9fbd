#include "runtime/transport/frames/frame_filter.hpp"

#include <algorithm>

namespace mesh::transport {

namespace {

bool is_handshake(basp_op op) {
  return op == basp_op::server_handshake || op == basp_op::client_handshake;
}

/// Frames that say something about nodes: held back until they were checked.
bool is_control(basp_op op) {
  return is_handshake(op) || op == basp_op::monitor || op == basp_op::down;
}

void append(std::vector<char>& out, std::string_view bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

std::string_view take(std::string_view& bytes, std::size_t most) {
  auto part = bytes.substr(0, most);
  bytes.remove_prefix(part.size());
  return part;
}

} // namespace

std::optional<link_end> frame_filter::feed(std::string_view bytes, std::vector<char>& out) {
  while (!bytes.empty()) {
    if (left_ == 0) {
      held_ += take(bytes, basp_header_bytes - held_.size());
      if (held_.size() < basp_header_bytes)
        return std::nullopt;
      if (auto end = begin_frame(out))
        return end;
      continue;
    }
    auto part = take(bytes, left_);
    left_ -= part.size();
    if (fate_ == frame_fate::pass)
      append(out, part);
    else if (fate_ == frame_fate::hold)
      held_ += part;
    if (left_ == 0 && fate_ == frame_fate::hold)
      if (auto end = end_held_frame(out))
        return end;
  }
  return std::nullopt;
}

std::optional<link_end> frame_filter::begin_frame(std::vector<char>& out) {
  header_ = read_basp_header(held_);
  if (auto end = check_header())
    return end;
  if (auto end = check_order())
    return end;
  left_ = header_.payload_bytes;
  if (is_control(op())) {
    fate_ = frame_fate::hold;
    return std::nullopt;
  }
  if (op() == basp_op::routed_message) {
    fate_ = frame_fate::drop;
    ++dropped_;
  } else {
    fate_ = frame_fate::pass;
    append(out, held_);
  }
  held_.clear();
  return std::nullopt;
}

std::optional<link_end> frame_filter::check_header() const {
  if (header_.op > static_cast<std::uint8_t>(last_basp_op))
    return link_end::bad_frame;
  if (header_.payload_bytes > (is_control(op()) ? rules_.control_bytes : rules_.payload_bytes))
    return link_end::oversized;
  if ((header_.payload_bytes == 0) != (op() == basp_op::heartbeat))
    return link_end::bad_frame;
  return std::nullopt;
}

/// CAF repeats the client's handshake, to say which of two links it means.
std::optional<link_end> frame_filter::check_order() const {
  if (is_handshake(op())) {
    const bool repeated = peer_ && op() == basp_op::server_handshake;
    if (op() != rules_.awaited || repeated)
      return link_end::wrong_handshake;
  } else if (!peer_) {
    return link_end::no_handshake;
  }
  return std::nullopt;
}

std::optional<link_end> frame_filter::end_held_frame(std::vector<char>& out) {
  const auto payload = std::string_view(held_).substr(basp_header_bytes);
  bool for_others = false;
  auto end = is_handshake(op()) ? check_handshake(payload) : check_nodes(payload, for_others);
  if (end)
    return end;
  if (for_others)
    ++dropped_;
  else
    append(out, held_);
  held_.clear();
  return std::nullopt;
}

std::optional<link_end> frame_filter::check_handshake(std::string_view payload) {
  auto node = read_basp_node(payload);
  if (!node)
    return link_end::bad_node_id;
  if (peer_)
    return *node == *peer_ ? std::nullopt : std::optional(link_end::foreign_node_id);
  if (*node == rules_.own_node || (rules_.admit && !rules_.admit(*node)))
    return link_end::foreign_node_id;
  peer_ = node;
  return std::nullopt;
}

std::optional<link_end> frame_filter::check_nodes(std::string_view payload,
                                                  bool& for_others) const {
  auto source = read_basp_node(payload);
  auto target = read_basp_node(payload.substr(std::min(payload.size(), basp_node_bytes)));
  if (!source || !target)
    return link_end::bad_node_id;
  if (*source != *peer_)
    return link_end::foreign_node_id;
  for_others = *target != rules_.own_node;
  return std::nullopt;
}

} // namespace mesh::transport
