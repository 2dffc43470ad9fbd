#pragma once
#include <nlohmann/json.hpp>

#include "config/config.hpp"

namespace mesh {

/// The whole configuration, every field stated. `load_config` of its text
/// gives an equal one, if `c` is valid.
nlohmann::ordered_json to_json(const config& c);

} // namespace mesh
