#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

namespace mesh {

/// The parts as one string.
inline std::string concat(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (auto part : parts)
    text += part;
  return text;
}

/// The form in which messages quote what was typed.
inline std::string in_quotes(std::string_view text) {
  return concat({"\"", text, "\""});
}

/// `a, b, c`.
template <class Names>
std::string listed(const Names& names) {
  std::string text;
  for (const auto& name : names) {
    text += text.empty() ? "" : ", ";
    text += name;
  }
  return text;
}

} // namespace mesh
