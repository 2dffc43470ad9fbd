#pragma once
#include <nlohmann/json_fwd.hpp>

#include "config/config.hpp"
#include "config/problem.hpp"

namespace mesh {

/// Takes over into `out` whatever `document` says, and notes each unknown or
/// missing key and each value of a wrong type. A refused value leaves its
/// field as it was. Limits are left to check_fields.
void read_fields(const nlohmann::json& document, config& out, problem_list& problems);

} // namespace mesh
