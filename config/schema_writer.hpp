#pragma once
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/writer.hpp"

namespace mesh::fields {

/// Visits one struct and describes its fields as a JSON Schema object.
class schema_writer {
public:
  template <class T, class Rule>
  void operator()(std::string_view key, const T& member, const Rule& rule, const char* meaning,
                  presence needed = presence::optional) {
    auto node = describe(key, member, rule, meaning);
    if (needed == presence::required)
      required_.emplace_back(key);
    else if (!node.contains("properties")) // a section's defaults are its fields'
      node["default"] = writer::value(member, rule);
    properties_[std::string(key)] = std::move(node);
  }

  template <class T, class Rule>
  void operator()(std::string_view key, const std::optional<T>& member, const Rule& rule,
                  const char* meaning) {
    properties_[std::string(key)] = describe(key, member.value_or(T{}), rule, meaning);
  }

  void allow(const char* key, nlohmann::ordered_json node) {
    properties_[key] = std::move(node);
  }

  [[nodiscard]] nlohmann::ordered_json take() && {
    nlohmann::ordered_json node{{"type", "object"}, {"additionalProperties", false}};
    if (!required_.empty())
      node["required"] = required_;
    node["properties"] = std::move(properties_);
    return node;
  }

private:
  template <class T, class Rule>
  static nlohmann::ordered_json describe(std::string_view key, const T& member,
                                         const Rule& rule, std::string_view meaning) {
    nlohmann::ordered_json node{{"description", meaning.empty() ? key : meaning}};
    node.update(value(member, rule));
    return node;
  }

  static nlohmann::ordered_json value(double, const range<double>& rule) {
    return {{"type", "number"}, {"minimum", plain(rule.min)}, {"maximum", plain(rule.max)}};
  }
  template <class T>
  static nlohmann::ordered_json value(T, const range<T>& rule) {
    nlohmann::ordered_json node{{"type", "integer"}, {"minimum", rule.min}};
    if (rule.max != std::numeric_limits<T>::max()) // else more than most editors can hold
      node["maximum"] = rule.max;
    return node;
  }
  static nlohmann::ordered_json value(bool, flag) { return {{"type", "boolean"}}; }
  static nlohmann::ordered_json value(const std::string&, text) { return {{"type", "string"}}; }
  static nlohmann::ordered_json value(const std::string&, const one_of& rule) {
    auto words = nlohmann::ordered_json::array();
    for (auto word : rule.words)
      words.push_back(word);
    return {{"type", "string"}, {"enum", std::move(words)}};
  }
  static nlohmann::ordered_json value(const std::string&, capability_name rule) {
    return {{"type", "string"}, {"pattern", rule.pattern}};
  }
  static nlohmann::ordered_json value(const std::string&, label rule) {
    return {{"type", "string"}, {"pattern", rule.pattern}};
  }
  static nlohmann::ordered_json value(const scope&, scope_text rule) {
    return {{"type", "string"}, {"pattern", rule.pattern}};
  }
  static nlohmann::ordered_json value(agent_class, class_name) {
    auto names = nlohmann::ordered_json::array();
    for (auto c : all_classes)
      names.push_back(to_string(c));
    return {{"type", "string"}, {"enum", std::move(names)}};
  }

  template <class T, class Element>
  static nlohmann::ordered_json value(const std::vector<T>&, const list_of<Element>& rule) {
    return {{"type", "array"},
            {"minItems", rule.min},
            {"maxItems", rule.max},
            {"items", value(T{}, rule.element)}};
  }

  template <class T, class Element>
  static nlohmann::ordered_json value(const std::array<T, 6>& all,
                                      const per_class<Element>& rule) {
    schema_writer inside;
    for (auto c : all_classes)
      inside(to_string(c), all[static_cast<std::size_t>(c)], rule.element, "");
    return std::move(inside).take();
  }

  template <class T>
  static nlohmann::ordered_json value(const T& section, object) {
    schema_writer inside;
    fields_of(inside, section);
    return std::move(inside).take();
  }

  nlohmann::ordered_json properties_ = nlohmann::ordered_json::object();
  std::vector<std::string> required_;
};

} // namespace mesh::fields
