#include "runtime/console/drawing/fields.hpp"

#include <cmath>

#include "runtime/base/utf8.hpp"

namespace mesh::console {

namespace {

const json* member(const json& object, const char* key) {
  if (!object.is_object())
    return nullptr;
  auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string written(const json& value) {
  if (value.is_string())
    return printable(value.get_ref<const std::string&>());
  return printable(value.dump(-1, ' ', false, json::error_handler_t::replace));
}

} // namespace

std::optional<double> number_in(const json& object, const char* key) {
  const auto* value = member(object, key);
  if (!value || !value->is_number() || !std::isfinite(value->get<double>()))
    return std::nullopt;
  return value->get<double>();
}

std::optional<bool> flag_in(const json& object, const char* key) {
  const auto* value = member(object, key);
  return value && value->is_boolean() ? std::optional(value->get<bool>()) : std::nullopt;
}

std::string text_or(const json& object, const char* key, const char* otherwise) {
  return text_in(object, key).value_or(otherwise);
}

std::optional<std::string> text_in(const json& object, const char* key) {
  const auto* value = member(object, key);
  return value ? std::optional(written(*value)) : std::nullopt;
}

const json& object_in(const json& object, const char* key) {
  static const auto none = json::object();
  const auto* value = member(object, key);
  return value && value->is_object() ? *value : none;
}

const json& list_in(const json& object, const char* key) {
  static const auto none = json::array();
  const auto* value = member(object, key);
  return value && value->is_array() ? *value : none;
}

std::vector<std::string> texts_in(const json& object, const char* key) {
  std::vector<std::string> texts;
  for (const auto& value : list_in(object, key))
    texts.push_back(written(value));
  return texts;
}

bool has(const json& object, const char* key) {
  return member(object, key) != nullptr;
}

} // namespace mesh::console
