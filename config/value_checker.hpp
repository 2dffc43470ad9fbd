#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/field_rules.hpp"
#include "config/located.hpp"
#include "config/problem.hpp"

namespace mesh::fields {

/// Notes each value of a struct that is outside its rule, by the struct's table of fields.
///
/// Visits every field, and keeps the JSON pointer of where it is.
class value_checker : located {
public:
  explicit value_checker(problem_list& problems) : problems_(problems) {}

  template <class T, class Rule>
  void operator()(std::string_view key, const T& member, const Rule& rule,
                  const char* /*meaning*/, presence = presence::optional) {
    at(std::string(key), [&] { value(member, rule); });
  }

  template <class T, class Rule>
  void operator()(std::string_view key, const std::optional<T>& member, const Rule& rule,
                  const char* meaning) {
    if (member)
      (*this)(key, *member, rule, meaning);
  }

private:
  template <class Rule>
  void refuse(const std::string& found, const Rule& rule) {
    if (auto pointer = where_.to_string(); problems_.clean(pointer))
      problems_.add(pointer, "found " + found, expectation(rule));
  }

  template <class T>
  void value(T number, const range<T>& rule) {
    if (rule.holds(number))
      return;
    if constexpr (std::is_floating_point_v<T>)
      refuse(in_words(number), rule);
    else
      refuse(std::to_string(number), rule);
  }

  void word(const std::string& found, const auto& rule) {
    if (!rule.holds(found))
      refuse(
          nlohmann::json(found).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
          rule);
  }
  void value(const std::string& found, const one_of& rule) { word(found, rule); }
  void value(const std::string& found, capability_name rule) { word(found, rule); }
  void value(const std::string& found, label rule) { word(found, rule); }

  // Their types hold nothing that would be wrong.
  void value(const std::string&, text) {}
  void value(bool, flag) {}
  void value(const scope&, scope_text) {}
  void value(agent_class, class_name) {}

  template <class T, class Element>
  void value(const std::vector<T>& found, const list_of<Element>& rule) {
    if (found.size() < rule.min || found.size() > rule.max)
      refuse(std::to_string(found.size()) + " entries", rule);
    for (std::size_t i = 0; i < found.size(); ++i)
      at(std::to_string(i), [&] { value(found[i], rule.element); });
  }

  template <class T, class Element>
  void value(const std::array<T, 6>& found, const per_class<Element>& rule) {
    for (auto c : all_classes)
      (*this)(to_string(c), found[static_cast<std::size_t>(c)], rule.element, "");
  }

  template <class T>
  void value(const T& found, object) {
    fields_of(*this, found);
  }

  problem_list& problems_;
};

} // namespace mesh::fields
