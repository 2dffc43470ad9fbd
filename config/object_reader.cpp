#include "config/object_reader.hpp"

namespace mesh::fields {

std::string in_short(const nlohmann::json& value) {
  constexpr std::size_t longest = 80;
  if (value.is_array())
    return "a list";
  if (value.is_object())
    return "an object";
  if (value.is_number())
    return value.is_number_float() ? in_words(value.get<double>()) : value.dump();
  if (value.is_string() && value.get_ref<const std::string&>().size() > longest)
    return "a text of " + std::to_string(value.get_ref<const std::string&>().size()) + " bytes";
  return value.dump();
}

} // namespace mesh::fields
