#include "runtime/base/base64url.hpp"

#include <algorithm>
#include <cstdint>

#include "actors/work/text.hpp"

namespace mesh {

namespace {

constexpr std::string_view base64url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr unsigned bits_of_digit = 6;
constexpr unsigned bits_of_byte = 8;

} // namespace

std::string to_base64url(std::string_view bytes) {
  auto text = base64(bytes);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text.substr(0, text.find('='));
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string bytes;
  std::uint32_t waiting = 0;
  unsigned bits = 0;
  for (const auto digit : text) {
    const auto value = base64url_digits.find(digit);
    if (value == std::string_view::npos)
      return std::nullopt;
    waiting = (waiting << bits_of_digit) | static_cast<std::uint32_t>(value);
    bits += bits_of_digit;
    if (bits < bits_of_byte)
      continue;
    bits -= bits_of_byte;
    bytes += static_cast<char>((waiting >> bits) & 0xffU);
    waiting &= (1U << bits) - 1;
  }
  if (bits >= bits_of_digit || waiting != 0)
    return std::nullopt;
  return bytes;
}

} // namespace mesh
