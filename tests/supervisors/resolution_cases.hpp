#pragma once
#include <string>
#include <variant>

#include "supervisors/resolution.hpp"

/// Conflicts to be resolved, for the tests of the strategies.
namespace mesh::test {

inline const agent_id reporter{7, 4, 12};
inline const agent_id first{1, 0, 1};
inline const agent_id second{2, 0, 2};

inline resolution_case case_of(conflict_type type) {
  resolution_case c;
  c.record.id = {1};
  c.record.agent = reporter;
  c.record.message = {9};
  c.record.what.type = type;
  c.record.what.expected = "40";
  c.record.what.received = "38";
  return c;
}

inline resolution_attempt ready(agent_id who, std::string said = "done") {
  return {who, trinary::ready, errc::none, std::move(said)};
}

inline resolution_attempt contradicts(agent_id who, conflict_type type) {
  return {who, trinary::conflict, errc::none, "no", type};
}

inline resolution_attempt failed(agent_id who, errc why) {
  return {who, trinary::transit, why, ""};
}

/// Why it stays for a person; empty when it does not.
inline std::string why_left(const resolution_step& step) {
  const auto* left = std::get_if<left_to_person>(&step);
  return left == nullptr ? "" : left->why;
}

/// How it was closed; empty when it was not.
inline std::string how_settled(const resolution_step& step) {
  const auto* over = std::get_if<settlement>(&step);
  return over == nullptr ? "" : over->how;
}

} // namespace mesh::test
