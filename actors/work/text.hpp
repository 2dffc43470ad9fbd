#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "messages/vocabulary.hpp"

namespace mesh {

/// Whether the bytes are well-formed UTF-8 (no overlong forms, no surrogates).
bool is_utf8(std::string_view bytes);

/// The first `max_chars` characters fit for an error message: what is neither
/// printable nor well-formed UTF-8 becomes `.`, and `...` says that there was more.
std::string printable(std::string_view bytes, std::size_t max_chars);

/// The last line that is not blank; empty when there is none.
std::string_view last_line(std::string_view text);

/// As RFC 4648 writes it, with padding.
std::string base64(std::string_view bytes);

/// Whole milliseconds, rounded up, with their unit: `1500 ms`.
std::string in_ms(duration d);

} // namespace mesh
