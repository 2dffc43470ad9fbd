#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mesh {

/// What a node says when it is asked whether it hears a third one (R2): the second
/// path. To hear means: something arrived within silence_ms.
enum class hears : std::uint8_t { yes, no, unreachable };

struct peer_answer {
  std::string peer;
  hears what = hears::unreachable;
};

/// The other nodes that a node can ask, as its hub knows them.
struct peer_list {
  std::vector<std::string> here; // taken in at present
  std::vector<std::string> away; // remembered: they may come back and take over
  bool operator==(const peer_list&) const = default;
};

enum class silent_cause : std::uint8_t {
  dead,     // nobody who was reached hears it
  link_cut, // somebody hears it: only the link to us is cut
  unknown,  // nobody was reached
};
std::string_view to_string(silent_cause c); // "dead", "link cut", "unknown"

/// Why a node is silent, by the answers of the other nodes; for people, and the log.
silent_cause silent_verdict(const std::vector<peer_answer>& answers);

} // namespace mesh
