#include "config/rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "messages/capabilities.hpp"

namespace mesh::fields {

bool one_of::holds(std::string_view value) const {
  return std::find(words.begin(), words.end(), value) != words.end();
}

bool capability_name::holds(std::string_view value) {
  return capability_catalogue{}.add(value).has_value();
}

bool label::holds(std::string_view value) {
  return capability_name::holds(value);
}

nlohmann::ordered_json plain(double value) {
  constexpr double exact_integers = 9'007'199'254'740'992; // 2^53
  if (std::abs(value) <= exact_integers && std::trunc(value) == value)
    return static_cast<std::int64_t>(value);
  return value;
}

std::string in_words(double value) {
  if (!std::isfinite(value))
    return std::isnan(value) ? "not a number" : "infinity"; // JSON has neither
  return plain(value).dump();
}

std::string class_pointer(agent_class c) {
  return std::string("/classes/").append(to_string(c));
}

std::string join(std::span<const std::string_view> words) {
  std::string joined;
  for (auto word : words)
    joined.append(joined.empty() ? "" : ", ").append(word);
  return joined;
}

std::string expectation(flag) {
  return "true or false";
}

std::string expectation(text) {
  return "a text";
}

std::string expectation(const one_of& rule) {
  return "one of " + join(rule.words);
}

std::string expectation(capability_name) {
  return "a capability: 1 to 64 letters, digits, '.', '_' or '-'";
}

std::string expectation(label) {
  return "a name: 1 to 64 letters, digits, '.', '_' or '-'";
}

std::string expectation(scope_text) {
  return "all, a sector (s07), a cluster (s07.c04) or an agent (s07.c04.a12)";
}

std::string expectation(class_name) {
  std::array<std::string_view, all_classes.size()> names;
  std::transform(all_classes.begin(), all_classes.end(), names.begin(),
                 [](agent_class c) { return to_string(c); });
  return "one of " + join(names);
}

std::string expectation(object) {
  return "an object";
}

std::string list_expectation(std::size_t min, std::size_t max) {
  return "a list of " + std::to_string(min) + " to " + std::to_string(max) + " entries";
}

} // namespace mesh::fields
