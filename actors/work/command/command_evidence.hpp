#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "messages/conflict.hpp"

namespace mesh {

/// Reads what a command agent says of its conflict beyond the two values (see
/// command_work.hpp). Gives what was expected where something else is; empty
/// when all is well.
std::string read_evidence(const nlohmann::json& answer, conflict& to);

} // namespace mesh
