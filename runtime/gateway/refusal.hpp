#pragma once
#include <string>

namespace mesh::gateway {

/// Why somebody is not let in, or something is not taken: a code of
/// docs/reference/agent-link.md, what was seen, and what helps.
struct refusal {
  std::string code;
  std::string detail;
  std::string remedy = {};
  double come_back_ms = 0; // not before, where it may come back at all
  std::string url = {};    // elsewhere: where the agent is to come
  bool operator==(const refusal&) const = default;
};

} // namespace mesh::gateway
