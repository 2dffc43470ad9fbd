#include "config/schema.hpp"

#include "config/fields.hpp"
#include "config/schema_writer.hpp"

namespace mesh {

nlohmann::ordered_json schema_json() {
  fields::schema_writer root;
  root.allow("$schema",
             {{"description", "Where editors find this schema."}, {"type", "string"}});
  const config defaults;
  fields::fields_of(root, defaults);
  nlohmann::ordered_json schema{
      {"$schema", "http://json-schema.org/draft-07/schema#"},
      {"title", "Configuration of a mesh"},
      {"description", "Every field has a default. Comments (// and /* */) are allowed."}};
  schema.update(std::move(root).take());
  return schema;
}

} // namespace mesh
