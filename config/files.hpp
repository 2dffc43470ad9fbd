#pragma once
#include <string>

namespace mesh {

/// The text of `config/mesh.schema.json`.
std::string schema_file();
/// The text of `config/default.json`: every field with its default.
std::string default_file();

} // namespace mesh
