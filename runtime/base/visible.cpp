#include "runtime/base/visible.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "runtime/base/utf8.hpp"

namespace mesh {

namespace {

struct code_range {
  std::uint32_t first, last;
};
/// Unicode's default ignorable code points and its format characters, in order.
constexpr std::array invisible{
    code_range{0x00, 0x1f},       code_range{0x7f, 0x9f},       code_range{0xad, 0xad},
    code_range{0x34f, 0x34f},     code_range{0x61c, 0x61c},     code_range{0x115f, 0x1160},
    code_range{0x17b4, 0x17b5},   code_range{0x180b, 0x180f},   code_range{0x200b, 0x200f},
    code_range{0x2028, 0x202e},   code_range{0x2060, 0x206f},   code_range{0x3164, 0x3164},
    code_range{0xfe00, 0xfe0f},   code_range{0xfeff, 0xfeff},   code_range{0xffa0, 0xffa0},
    code_range{0xfff0, 0xfffb},   code_range{0x13430, 0x1343f}, code_range{0x1bca0, 0x1bca3},
    code_range{0x1d173, 0x1d17a}, code_range{0xe0000, 0xe0fff},
};

bool is_plain(char c) {
  return static_cast<unsigned char>(c) < 0x7f;
}

/// `\\u202e`; beyond 16 bits as the two halves that JSON knows.
void append_json_escape(std::string& out, std::uint32_t code) {
  std::array<char, 16> text{};
  if (code < 0x10000) {
    std::snprintf(text.data(), text.size(), "\\u%04x", code);
  } else {
    const auto rest = code - 0x10000;
    std::snprintf(text.data(), text.size(), "\\u%04x\\u%04x", 0xd800 + (rest >> 10),
                  0xdc00 + (rest & 0x3ff));
  }
  out += text.data();
}

} // namespace

bool is_invisible(std::uint32_t code) {
  const auto* after = std::ranges::upper_bound(invisible, code, {}, &code_range::first);
  return after != invisible.begin() && code <= std::prev(after)->last;
}

std::string visible_json(std::string json_text) {
  if (std::ranges::all_of(json_text, is_plain))
    return json_text;
  std::string out;
  out.reserve(json_text.size());
  std::string_view rest(json_text);
  while (!rest.empty()) {
    const auto plain =
        static_cast<std::size_t>(std::ranges::find_if_not(rest, is_plain) - rest.begin());
    out += rest.substr(0, plain);
    rest.remove_prefix(plain);
    if (rest.empty())
      break;
    const auto character = rest.substr(0, std::max<std::size_t>(utf8_length(rest), 1));
    const auto code = code_point(character);
    if (is_invisible(code))
      append_json_escape(out, code);
    else
      out += character;
    rest.remove_prefix(character.size());
  }
  return out;
}

std::string json_text(const nlohmann::ordered_json& value, int indent) {
  constexpr auto replace = nlohmann::ordered_json::error_handler_t::replace;
  return visible_json(value.dump(indent, ' ', false, replace));
}

} // namespace mesh
