#pragma once
#include <nlohmann/json.hpp>

namespace mesh {

/// The JSON Schema (draft-07) of a configuration file, with each field's
/// meaning and default. `config/mesh.schema.json` is its text; editors read
/// that for completion and checks. What relates fields to each other is not in
/// it (see config/validate.hpp).
nlohmann::ordered_json schema_json();

} // namespace mesh
