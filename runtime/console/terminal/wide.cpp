#include "runtime/console/terminal/wide.hpp"

#include <cstdint>

#include "runtime/base/utf8.hpp"

namespace mesh::console {

namespace {

static_assert(sizeof(wchar_t) == 4, "a wide character holds any code point");
constexpr std::uint32_t replacement = 0xfffd;

void append(std::string& out, std::uint32_t code) {
  auto tail = [&](int shift) {
    out += static_cast<char>(0x80 | ((code >> shift) & 0x3f));
  };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | (code >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xf0 | (code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

} // namespace

std::wstring to_wide(std::string_view text) {
  std::wstring out;
  while (!text.empty()) {
    auto length = utf8_length(text);
    auto code = length > 0 ? code_point(text.substr(0, length)) : replacement;
    out += static_cast<wchar_t>(code);
    text.remove_prefix(length > 0 ? length : 1);
  }
  return out;
}

std::string to_utf8(std::wstring_view text) {
  std::string out;
  for (auto c : text) {
    std::uint32_t code = std::char_traits<wchar_t>::to_int_type(c);
    bool valid = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    append(out, valid ? code : replacement);
  }
  return out;
}

} // namespace mesh::console
