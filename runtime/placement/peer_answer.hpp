#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mesh {

/// A node's answer when it is asked whether it hears a third one (R2): the second
/// path. To hear means: something arrived in the last says_yes(). Unreachable is also who
/// has no say, and says so.
enum class hears : std::uint8_t { yes, no, unreachable };

struct peer_answer {
  std::string peer;
  hears what = hears::unreachable;
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
