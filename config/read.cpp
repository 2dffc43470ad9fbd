#include "config/read.hpp"

#include "config/fields.hpp"
#include "config/object_reader.hpp"

namespace mesh {

void read_fields(const nlohmann::json& document, config& out, problem_list& problems) {
  if (!document.is_object())
    return problems.add("", "found " + fields::in_short(document),
                        expectation(fields::object{}));
  fields::object_reader root(document, nlohmann::json::json_pointer{}, problems);
  std::string schema; // editors look there for the JSON Schema; nothing else does
  root("$schema", schema, fields::text{}, "");
  fields::fields_of(root, out);
  root.refuse_unknown();
}

} // namespace mesh
