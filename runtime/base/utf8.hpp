#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// As much of UTF-8 as a console needs. Every character counts as one column.
namespace mesh {

/// Length in bytes of the valid character at the start of `text`; 0 when there
/// is none (empty, cut off, overlong, a surrogate or no UTF-8 at all).
std::size_t utf8_length(std::string_view text);

/// The code point of one character, of 1 to 4 bytes.
std::uint32_t code_point(std::string_view character);

/// Characters in `text`; a byte that is no UTF-8 counts as one.
std::size_t count_characters(std::string_view text);

/// The first `count` characters of `text`.
std::string_view first_characters(std::string_view text, std::size_t count);

/// `text` safe to print on one line of a terminal: control characters appear
/// as `\n`, `\t`, `\x1b`, bytes that are no UTF-8 as `\xff`, and other characters
/// that cannot be seen (visible.hpp) as `\u202e`.
std::string printable(std::string_view text);
/// The same of a text of several lines, which stay lines.
std::string printable_lines(std::string_view text);

} // namespace mesh
