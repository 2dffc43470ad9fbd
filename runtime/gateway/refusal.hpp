#pragma once
#include <string>
#include <string_view>

namespace mesh::gateway {

/// Why somebody is not let in, or something is not taken: a code of
/// docs/reference/agent-link.md, what was seen, and what helps.
struct refusal {
  std::string_view code;
  std::string detail;
  std::string remedy = {};
  double come_back_ms = 0; // not before, where it may come back at all
};

} // namespace mesh::gateway
