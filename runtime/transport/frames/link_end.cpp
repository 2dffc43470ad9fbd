#include "runtime/transport/frames/link_end.hpp"

#include <array>

namespace mesh::transport {

namespace {

struct text {
  link_end reason;
  std::string_view name;
  std::string_view explanation;
};

constexpr std::array<text, link_ends> texts{{
    {link_end::unreachable, "unreachable", "no process listens there"},
    {link_end::handshake_timeout, "handshake_timeout", "its handshake took too long"},
    {link_end::crowded_out, "crowded_out",
     "too many unfinished handshakes; this was the oldest"},
    {link_end::too_many_links, "too_many_links", "there are as many links as transport.links"},
    {link_end::not_tls, "not_tls", "it does not speak TLS"},
    {link_end::old_tls, "old_tls", "it does not speak TLS 1.3"},
    {link_end::no_certificate, "no_certificate", "it showed no certificate"},
    {link_end::untrusted, "untrusted", "its certificate was issued by another authority"},
    {link_end::expired, "expired", "its certificate has expired or is not yet valid"},
    {link_end::no_name, "no_name", "its certificate has no single caf://role/name"},
    {link_end::wrong_peer, "wrong_peer", "its certificate is of another role or name"},
    {link_end::refused_by_peer, "refused_by_peer", "the other side refused"},
    {link_end::tls_failed, "tls_failed", "TLS failed"},
    {link_end::bad_frame, "bad_frame", "it sent what is no frame of an actor system"},
    {link_end::oversized, "oversized", "it sent a frame over transport.payload_bytes"},
    {link_end::no_handshake, "no_handshake", "it did not begin with its handshake"},
    {link_end::wrong_handshake, "wrong_handshake", "it sent the handshake of the other side"},
    {link_end::bad_node_id, "bad_node_id", "its node id cannot be read"},
    {link_end::foreign_node_id, "foreign_node_id", "it used the node id of another process"},
    {link_end::idle, "idle", "nothing was heard for transport.idle_timeout_ms"},
    {link_end::stalled, "stalled", "it read nothing for transport.stall_timeout_ms"},
    {link_end::output_full, "output_full", "over transport.output_bytes waited for it"},
    {link_end::replaced, "replaced", "the same peer made a newer link"},
    {link_end::aged, "aged", "it was as old as transport.link_age_hours or its certificate"},
    {link_end::lost, "lost", "the connection broke"},
    {link_end::closed_by_peer, "closed_by_peer", "the other side closed it"},
    {link_end::closed_here, "closed_here", "it was closed here"},
    {link_end::shut_down, "shut_down", "this process ends"},
}};

constexpr const text& text_of(link_end reason) {
  return texts[static_cast<std::size_t>(reason)];
}

constexpr bool in_order() {
  for (std::size_t i = 0; i < link_ends; ++i)
    if (static_cast<std::size_t>(texts[i].reason) != i)
      return false;
  return true;
}
static_assert(in_order());

} // namespace

std::string_view name_of(link_end reason) {
  return text_of(reason).name;
}

std::string_view explanation_of(link_end reason) {
  return text_of(reason).explanation;
}

bool is_refusal(link_end reason) {
  return reason < link_end::aged;
}

} // namespace mesh::transport
