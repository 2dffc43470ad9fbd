#include "runtime/base/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include "runtime/base/visible.hpp"

namespace mesh {

namespace {

struct form {
  std::uint8_t mask, lead;
  std::size_t length;
  std::uint32_t smallest; // anything below is an overlong form
};
constexpr std::array forms{form{0x80, 0x00, 1, 0}, form{0xe0, 0xc0, 2, 0x80},
                           form{0xf0, 0xe0, 3, 0x800}, form{0xf8, 0xf0, 4, 0x10000}};

std::uint8_t byte_at(std::string_view text, std::size_t i) {
  return static_cast<std::uint8_t>(text[i]);
}

std::size_t length_of(std::string_view text, const form& f) {
  if (text.size() < f.length)
    return 0;
  std::uint32_t code = byte_at(text, 0) & static_cast<std::uint8_t>(~f.mask);
  for (std::size_t i = 1; i < f.length; ++i) {
    if ((byte_at(text, i) & 0xc0) != 0x80)
      return 0;
    code = (code << 6) | (byte_at(text, i) & 0x3f);
  }
  bool surrogate = code >= 0xd800 && code <= 0xdfff;
  return code < f.smallest || code > 0x10ffff || surrogate ? 0 : f.length;
}

/// C1 (two bytes, 0xc2 0x80 to 0xc2 0x9f) is obeyed by some terminals as well as C0.
constexpr std::uint32_t last_control = 0x9f;

void append_code(std::string& out, std::uint32_t code) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), code < 0x10000 ? "\\u%04x" : "\\U%08x", code);
  out += text.data();
}

void append_escaped(std::string& out, std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (char c : bytes) {
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else {
      auto b = static_cast<std::uint8_t>(c);
      out += "\\x";
      out += digits[b >> 4];
      out += digits[b & 15];
    }
  }
}

} // namespace

std::size_t utf8_length(std::string_view text) {
  if (text.empty())
    return 0;
  for (const auto& f : forms)
    if ((byte_at(text, 0) & f.mask) == f.lead)
      return length_of(text, f);
  return 0;
}

std::uint32_t code_point(std::string_view character) {
  constexpr std::uint32_t lead_bits[] = {0x7f, 0x1f, 0x0f, 0x07};
  auto code = byte_at(character, 0) & lead_bits[character.size() - 1];
  for (std::size_t i = 1; i < character.size(); ++i)
    code = (code << 6) | (byte_at(character, i) & 0x3f);
  return code;
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count)
    text.remove_prefix(std::max<std::size_t>(utf8_length(text), 1));
  return count;
}

std::string_view first_characters(std::string_view text, std::size_t count) {
  std::size_t bytes = 0;
  for (; count > 0 && bytes < text.size(); --count)
    bytes += std::max<std::size_t>(utf8_length(text.substr(bytes)), 1);
  return text.substr(0, bytes);
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    auto length = utf8_length(text);
    auto character = text.substr(0, std::max<std::size_t>(length, 1));
    const auto code = length == 0 ? 0 : code_point(character);
    if (length == 0 || (code <= last_control && is_invisible(code)))
      append_escaped(out, character);
    else if (is_invisible(code))
      append_code(out, code);
    else
      out += character;
    text.remove_prefix(character.size());
  }
  return out;
}

std::string printable_lines(std::string_view text) {
  std::string out;
  for (;;) {
    const auto end = text.find('\n');
    out += printable(text.substr(0, end));
    if (end == text.npos)
      return out;
    out += '\n';
    text.remove_prefix(end + 1);
  }
}

} // namespace mesh
