#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace mesh::console {

/// `last.ready_rate is 0.944, expected >= 0.99`, and how long it was waited for, if at all.
std::string expectation_text(const nlohmann::ordered_json& result);

} // namespace mesh::console
