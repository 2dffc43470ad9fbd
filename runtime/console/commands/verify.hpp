#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "runtime/records/verification.hpp"

namespace mesh::console {

struct verify_command {
  std::vector<std::string> heads; // noted elsewhere; see storage::parse_noted_head
};

/// The result of reading a store; `mesh verify DIR` answers the same.
void write_verification(nlohmann::ordered_json& to, const storage::verification& found);

} // namespace mesh::console
