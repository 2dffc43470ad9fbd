#pragma once
#include <cstdint>
#include <string_view>

namespace mesh::transport {

/// Why a link was refused, was cut, or ended.
enum class link_end : std::uint8_t {
  // Refused before anything was said
  unreachable,
  handshake_timeout,
  crowded_out,
  too_many_links,
  not_tls,
  old_tls,
  no_certificate,
  untrusted,
  expired,
  no_name,
  wrong_peer,
  refused_by_peer,
  tls_failed,
  // Cut for what was said
  bad_frame,
  oversized,
  no_handshake,
  wrong_handshake,
  bad_node_id,
  foreign_node_id,
  // Cut for what was not said, or not read
  idle,
  stalled,
  output_full,
  // Ended
  replaced,
  aged,
  lost,
  closed_by_peer,
  closed_here,
  shut_down,
};
inline constexpr auto link_ends = static_cast<std::size_t>(link_end::shut_down) + 1;

/// The name of the reason, e.g. `wrong_peer`.
std::string_view name_of(link_end reason);
/// For a person: `its certificate is of another role or name`.
std::string_view explanation_of(link_end reason);
/// Whether somebody should look into it: everything but an orderly end.
bool is_refusal(link_end reason);

} // namespace mesh::transport
