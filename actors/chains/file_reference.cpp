#include "actors/chains/file_reference.hpp"

#include <algorithm>

namespace mesh {

file_reference parse_file_reference(std::string_view text) {
  constexpr std::size_t digits = 64;
  constexpr std::size_t gap = 2; // a blank, and another one or a star
  constexpr std::string_view hexadecimal = "0123456789abcdef";
  while (text.ends_with('\n') || text.ends_with('\r'))
    text.remove_suffix(1);
  auto digest = text.substr(0, digits);
  const auto known = text.size() > digits + gap && text[digits] == ' '
                     && (text[digits + 1] == ' ' || text[digits + 1] == '*')
                     && std::ranges::all_of(digest, [&](char one) {
                          return hexadecimal.find(one) != std::string_view::npos;
                        });
  return known ? file_reference{std::string(text.substr(digits + gap)), std::string(digest)}
               : file_reference{std::string(text), {}};
}

} // namespace mesh
