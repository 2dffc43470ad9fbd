#include "config/dump.hpp"

#include "config/fields.hpp"
#include "config/writer.hpp"

namespace mesh {

nlohmann::ordered_json to_json(const config& c) {
  return fields::writer::value(c, fields::object{});
}

} // namespace mesh
