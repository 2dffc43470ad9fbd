#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

/// As much of CAF 0.17's protocol between actor systems (BASP) as links check:
/// frames of a 32-byte header and a payload. Numbers are big-endian.
namespace mesh::transport {

enum class basp_op : std::uint8_t {
  server_handshake, // from the side that published an actor
  client_handshake, // from the side that dialled
  direct_message,
  routed_message, // for a third node: there are none, mesh links are a star
  monitor,
  down,
  heartbeat,
};
inline constexpr auto last_basp_op = basp_op::heartbeat;

inline constexpr std::size_t basp_header_bytes = 32;

struct basp_header {
  std::uint8_t op = 0; // may be none of basp_op
  std::uint32_t payload_bytes = 0;
};

/// Of exactly 32 bytes.
basp_header read_basp_header(std::string_view bytes);

/// A node id as it travels: its kind, the process id, a hash of the host.
inline constexpr std::size_t basp_node_bytes = 8 + 4 + 20;
using basp_node = std::array<char, basp_node_bytes>;

/// The node id that the bytes begin with; none when it is cut off, empty, or
/// of another kind (nodes of a mesh have no URIs).
std::optional<basp_node> read_basp_node(std::string_view bytes);

} // namespace mesh::transport
