#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

/// Text of agents and operators is shown as it is, and never as something else:
/// characters that cannot be seen, or that turn round what stands beside them, are
/// written as escapes.
namespace mesh {

/// Whether a code point draws nothing of its own: control characters, marks of
/// direction (U+202E and its like), joiners, fillers, variation selectors, tags.
bool is_invisible(std::uint32_t code);

/// A valid JSON text that says the same, with such characters as `\\u202e`.
std::string visible_json(std::string json_text);

/// As JSON, on one line or indented; bytes that are no UTF-8 are replaced, and what
/// cannot be seen is escaped.
std::string json_text(const nlohmann::ordered_json& value, int indent = -1);

} // namespace mesh
