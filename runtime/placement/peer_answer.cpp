#include "runtime/placement/peer_answer.hpp"

namespace mesh {

std::string_view to_string(silent_cause c) {
  switch (c) {
  case silent_cause::dead:
    return "dead";
  case silent_cause::link_cut:
    return "link cut";
  case silent_cause::unknown:
    break;
  }
  return "unknown";
}

silent_cause silent_verdict(const std::vector<peer_answer>& answers) {
  auto verdict = silent_cause::unknown;
  for (const auto& a : answers) {
    if (a.what == hears::yes)
      return silent_cause::link_cut;
    if (a.what == hears::no)
      verdict = silent_cause::dead;
  }
  return verdict;
}

} // namespace mesh
