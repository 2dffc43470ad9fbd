#pragma once
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "messages/vocabulary.hpp"

/// The values that a field of the configuration may hold. Each rule can say in words what
/// it expects; the visitors of `config/fields.hpp` read, write, check and
/// describe by them.
namespace mesh::fields {

/// A number from `min` to `max`, both included.
template <class T>
struct range {
  T min;
  T max;
  [[nodiscard]] bool holds(T value) const { return value >= min && value <= max; } // NaN: no
};
/// true or false.
struct flag {};
/// Any text, byte 0 excepted where it ends up in a program's argv.
struct text {};
/// One of a few words.
struct one_of {
  std::span<const std::string_view> words;
  [[nodiscard]] bool holds(std::string_view value) const;
};
/// See capability_catalogue::add.
struct capability_name {
  static constexpr const char* pattern = "^[A-Za-z0-9._-]{1,64}$";
  [[nodiscard]] static bool holds(std::string_view value);
};
/// A name within one document, such as a task's in its chain.
struct label {
  static constexpr const char* pattern = "^[A-Za-z0-9._-]{1,64}$";
  [[nodiscard]] static bool holds(std::string_view value);
};
/// `all`, `s07`, `s07.c04` or `s07.c04.a12`.
struct scope_text {
  static constexpr const char* pattern = "^(all|s[0-9]{2}([.]c[0-9]{2}([.]a[0-9]{2})?)?)$";
};
/// `A_EDGE` to `F_HUMAN`, written in full.
struct class_name {};
/// A section: an object with known keys.
struct object {};
/// An array of `min` to `max` entries.
template <class Element>
struct list_of {
  Element element;
  std::size_t min;
  std::size_t max;
};
/// An object with one entry for each agent class.
template <class Element>
struct per_class {
  Element element;
};

enum class presence { optional, required };

/// A number as JSON, without a fraction when it has none: 500 and not 500.0.
nlohmann::ordered_json plain(double value);
std::string in_words(double value);
/// `/classes/A_EDGE`.
std::string class_pointer(agent_class c);
std::string join(std::span<const std::string_view> words);

/// The expectation of a rule, in words that follow "expected".
std::string expectation(flag);
std::string expectation(text);
std::string expectation(const one_of& rule);
std::string expectation(capability_name);
std::string expectation(label);
std::string expectation(scope_text);
std::string expectation(class_name);
std::string expectation(object);
std::string list_expectation(std::size_t min, std::size_t max);

template <class T>
std::string expectation(const range<T>& rule) {
  if constexpr (std::is_floating_point_v<T>)
    return "a number from " + in_words(rule.min) + " to " + in_words(rule.max);
  else
    return "a whole number from " + std::to_string(rule.min) + " to "
           + std::to_string(rule.max);
}
template <class Element>
std::string expectation(const list_of<Element>& rule) {
  return list_expectation(rule.min, rule.max);
}
template <class Element>
std::string expectation(const per_class<Element>&) {
  return "an object with agent classes as keys";
}

} // namespace mesh::fields
