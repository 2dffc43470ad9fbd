#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "runtime/a2a/wish.hpp"

namespace mesh::a2a::inward {

/// A task as its owner may ask for it.
struct task {
  std::string id;
  std::string context;
  std::string skill;
  std::optional<json> result; // none: it still runs
  bool cancelled = false;
  std::uint64_t changed_ms = 0; // since 1970: when it began or ended
  [[nodiscard]] bool over() const { return result.has_value(); }
};

/// The task in JSON of A2A. One whose quorum was met is completed, though some were missing;
/// its artifact has the whole result, and `missing`, `late` and `conflicting`: lists of
/// `{agents, count, reason}`.
json task_json(const task& what);

} // namespace mesh::a2a::inward
