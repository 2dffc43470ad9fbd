#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/field_rules.hpp"
#include "config/located.hpp"
#include "config/nearest.hpp"
#include "config/problem.hpp"
#include "messages/ids.hpp"

namespace mesh::fields {

/// A refused value in a few words. What is inside lists and objects is not
/// shown: it may be large.
std::string in_short(const nlohmann::json& value);

/// The number as a T when it is whole and T can hold it. 3.0 and 3e2 are whole.
template <class T>
std::optional<T> whole(const nlohmann::json& value) {
  if (value.is_number_unsigned())
    return std::in_range<T>(value.get<std::uint64_t>()) ? std::optional(value.get<T>())
                                                        : std::nullopt;
  if (value.is_number_integer())
    return std::in_range<T>(value.get<std::int64_t>()) ? std::optional(value.get<T>())
                                                       : std::nullopt;
  if (!value.is_number_float())
    return std::nullopt;
  auto number = value.get<double>();
  auto least = static_cast<double>(std::numeric_limits<T>::min());
  auto beyond = std::ldexp(1.0, std::numeric_limits<T>::digits);
  if (number < least || number >= beyond || std::trunc(number) != number)
    return std::nullopt;
  return static_cast<T>(number);
}

/// Reads a document by a table of fields: takes over what it says, and notes each
/// unknown or missing key and each value of a wrong type.
///
/// Visits one object of the document along the fields of one struct.
class object_reader : located {
public:
  object_reader(const nlohmann::json& object, nlohmann::json::json_pointer where,
                problem_list& problems)
      : located(std::move(where)), object_(object), problems_(problems) {}

  template <class T, class Rule>
  void operator()(std::string_view key, T& member, const Rule& rule, const char* /*meaning*/,
                  presence needed = presence::optional) {
    known_.push_back(key);
    auto found = object_.find(key);
    if (found != object_.end())
      at(std::string(key), [&] { value(*found, member, rule); });
    else if (needed == presence::required)
      at(std::string(key),
         [&] { problems_.add(where_.to_string(), "missing", expectation(rule)); });
  }

  template <class T, class Rule>
  void operator()(std::string_view key, std::optional<T>& member, const Rule& rule,
                  const char* meaning) {
    T stated{};
    (*this)(key, stated, rule, meaning);
    if (object_.contains(key) && !problems_.noted((where_ / std::string(key)).to_string()))
      member = std::move(stated);
  }

  /// Every key that no field asked for is a problem. Call it last.
  void refuse_unknown() {
    for (const auto& [key, _] : object_.items())
      if (std::find(known_.begin(), known_.end(), key) == known_.end())
        at(key, [&, unknown = std::string_view(key)] {
          auto meant = nearest(unknown, known_);
          problems_.add(where_.to_string(), "unknown key",
                        meant.empty() ? "one of the keys " + join(known_)
                                      : "\"" + meant + "\"");
        });
  }

private:
  template <class Rule>
  void refuse(const nlohmann::json& found, const Rule& rule) {
    problems_.add(where_.to_string(), "found " + in_short(found), expectation(rule));
  }

  template <class T>
  void value(const nlohmann::json& found, T& out, const range<T>& rule) {
    if constexpr (std::is_floating_point_v<T>) {
      if (!found.is_number())
        return refuse(found, rule);
      out = found.get<T>();
    } else {
      auto number = whole<T>(found);
      if (!number)
        return refuse(found, rule);
      out = *number;
    }
  }

  void value(const nlohmann::json& found, bool& out, flag rule) {
    if (!found.is_boolean())
      return refuse(found, rule);
    out = found.get<bool>();
  }

  template <class Rule>
  void value(const nlohmann::json& found, std::string& out, const Rule& rule) {
    if (!found.is_string())
      return refuse(found, rule);
    out = found.get<std::string>();
  }

  void value(const nlohmann::json& found, scope& out, scope_text rule) {
    auto where = found.is_string() ? parse_scope(found.get_ref<const std::string&>())
                                   : tl::unexpected(error{});
    if (!where)
      return refuse(found, rule);
    out = *where;
  }

  void value(const nlohmann::json& found, agent_class& out, class_name rule) {
    for (auto c : all_classes)
      if (found.is_string() && found.get_ref<const std::string&>() == to_string(c)) {
        out = c;
        return;
      }
    refuse(found, rule);
  }

  template <class T, class Element>
  void value(const nlohmann::json& found, std::vector<T>& out, const list_of<Element>& rule) {
    if (!found.is_array() || found.size() > rule.max)
      return problems_.add(where_.to_string(),
                           found.is_array()
                               ? "found " + std::to_string(found.size()) + " entries"
                               : "found " + in_short(found),
                           expectation(rule));
    out.assign(found.size(), T{});
    for (std::size_t i = 0; i < found.size(); ++i)
      at(std::to_string(i), [&] { value(found[i], out[i], rule.element); });
  }

  template <class T, class Element>
  void value(const nlohmann::json& found, std::array<T, 6>& out,
             const per_class<Element>& rule) {
    if (!found.is_object())
      return refuse(found, rule);
    object_reader inside(found, where_, problems_);
    for (auto c : all_classes)
      inside(to_string(c), out[static_cast<std::size_t>(c)], rule.element, "");
    inside.refuse_unknown();
  }

  template <class T>
  void value(const nlohmann::json& found, T& out, object rule) {
    if (!found.is_object())
      return refuse(found, rule);
    object_reader inside(found, where_, problems_);
    fields_of(inside, out);
    inside.refuse_unknown();
  }

  const nlohmann::json& object_;
  problem_list& problems_;
  std::vector<std::string_view> known_;
};

} // namespace mesh::fields
