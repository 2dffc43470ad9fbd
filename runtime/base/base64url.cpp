#include "runtime/base/base64url.hpp"

#include <cstdint>

namespace mesh {

namespace {

constexpr std::string_view base64url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr unsigned bits_of_digit = 6;
constexpr unsigned bits_of_byte = 8;
constexpr std::uint32_t low_digit = 0x3f;

} // namespace

std::string to_base64url(std::string_view bytes) {
  std::string text;
  std::uint32_t waiting = 0;
  unsigned bits = 0;
  for (const auto byte : bytes) {
    waiting = (waiting << bits_of_byte) | static_cast<unsigned char>(byte);
    for (bits += bits_of_byte; bits >= bits_of_digit; bits -= bits_of_digit)
      text += base64url_digits[(waiting >> (bits - bits_of_digit)) & low_digit];
    waiting &= (1U << bits) - 1;
  }
  if (bits > 0)
    text += base64url_digits[(waiting << (bits_of_digit - bits)) & low_digit];
  return text;
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
