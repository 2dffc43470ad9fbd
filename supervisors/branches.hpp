#pragma once
#include "supervisors/resolution.hpp"

/// K3, CONTEXT_DIVERGENCE: both contexts live on as branches, in the conflict's
/// evidence. A context is a list of entries, oldest first; `key=value` says
/// something about the key, any other entry only that it is so. What was added
/// on both sides after their last common ancestor is merged, unless a key has
/// two values. The agent is told the merged context (verb `sync`), and it ends
/// when that answers READY. What contradicts is for a person.
namespace mesh {

struct merged_branches {
  std::size_t ancestor = 0;                // entries before the branches part
  std::vector<std::string> converged;      // added on both sides
  std::vector<std::string> all;            // the merged context
  std::vector<std::string> contradictions; // `key: one value against another`
};
merged_branches merge_branches(const std::vector<std::string>& expected,
                               const std::vector<std::string>& received);

} // namespace mesh
