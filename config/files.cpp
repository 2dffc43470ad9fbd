#include "config/files.hpp"

#include "config/dump.hpp"
#include "config/schema.hpp"

namespace mesh {

std::string schema_file() {
  return schema_json().dump(2) + "\n";
}

std::string default_file() {
  nlohmann::ordered_json document{{"$schema", "mesh.schema.json"}};
  document.update(to_json(config{}));
  return document.dump(2) + "\n";
}

} // namespace mesh
