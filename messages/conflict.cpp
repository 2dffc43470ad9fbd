#include "messages/conflict.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace mesh {

namespace {

constexpr std::array<std::string_view, 6> names{"CONTEXT_DIVERGENCE", "DATA_CONTRADICTION",
                                                "TEMPORAL_PARADOX",   "CAPABILITY_MISMATCH",
                                                "HASH_MISMATCH",      "OTHER"};

bool same_letters(std::string_view a, std::string_view b) {
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(),
      [](unsigned char x, unsigned char y) { return std::toupper(x) == std::toupper(y); });
}

} // namespace

std::string_view to_string(conflict_type type) {
  return names[static_cast<std::size_t>(type)];
}

std::optional<conflict_type> parse_conflict_type(std::string_view text) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (same_letters(names[i], text))
      return static_cast<conflict_type>(i);
  return std::nullopt;
}

} // namespace mesh
