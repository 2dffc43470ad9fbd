#pragma once
#include <charconv>
#include <stdexcept>
#include <string>
#include <string_view>

namespace mesh::testing {

/// The bytes of hexadecimal digits; throws for anything else.
inline std::string from_hex(std::string_view digits) {
  std::string bytes;
  for (; digits.size() > 1; digits.remove_prefix(2)) {
    unsigned value = 0;
    if (std::from_chars(digits.data(), digits.data() + 2, value, 16).ptr != digits.data() + 2)
      break;
    bytes += static_cast<char>(value);
  }
  if (!digits.empty())
    throw std::invalid_argument("no hexadecimal digits: " + std::string(digits));
  return bytes;
}

} // namespace mesh::testing
