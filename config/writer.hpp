#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "config/field_rules.hpp"

namespace mesh::fields {

/// Visits one struct and writes its fields into one JSON object, in order.
class writer {
public:
  template <class T, class Rule>
  void operator()(std::string_view key, const T& member, const Rule& rule,
                  const char* /*meaning*/, presence = presence::optional) {
    object_[std::string(key)] = value(member, rule);
  }

  template <class T, class Rule>
  void operator()(std::string_view key, const std::optional<T>& member, const Rule& rule,
                  const char* meaning) {
    if (member) // JSON says "not set" by leaving the key out
      (*this)(key, *member, rule, meaning);
  }

  [[nodiscard]] nlohmann::ordered_json take() && { return std::move(object_); }

  static nlohmann::ordered_json value(double number, const range<double>&) {
    return plain(number);
  }
  template <class T>
  static nlohmann::ordered_json value(T number, const range<T>&) {
    return number;
  }
  static nlohmann::ordered_json value(bool on, flag) { return on; }
  template <class Rule>
  static nlohmann::ordered_json value(const std::string& word, const Rule&) {
    return word;
  }
  static nlohmann::ordered_json value(const scope& where, scope_text) {
    return to_string(where);
  }
  static nlohmann::ordered_json value(agent_class c, class_name) {
    return std::string(to_string(c));
  }

  template <class T, class Element>
  static nlohmann::ordered_json value(const std::vector<T>& all, const list_of<Element>& rule) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& one : all)
      list.push_back(value(one, rule.element));
    return list;
  }

  template <class T, class Element>
  static nlohmann::ordered_json value(const std::array<T, 6>& all,
                                      const per_class<Element>& rule) {
    writer inside;
    for (auto c : all_classes)
      inside(to_string(c), all[static_cast<std::size_t>(c)], rule.element, "");
    return std::move(inside).take();
  }

  template <class T>
  static nlohmann::ordered_json value(const T& section, object) {
    writer inside;
    fields_of(inside, section);
    return std::move(inside).take();
  }

private:
  nlohmann::ordered_json object_ = nlohmann::ordered_json::object();
};

} // namespace mesh::fields
