#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "messages/vocabulary.hpp"

/// JSON that an agent's work answers with, whatever way it comes.
namespace mesh {

/// `discarded` when it is no JSON, has a byte 0, or is nested so deeply that writing it again
/// could use up the stack.
nlohmann::json parse_answer(std::string_view text);

/// The value of `state`: 1, 0, -1, or "+1", "ready", "0", "-1", "conflict"; none: another one,
/// or it is missing.
std::optional<trinary> state_of(const nlohmann::json& answer);

/// A string as it is, anything else as JSON; empty when it is not there.
std::string text_of(const nlohmann::json& answer, const char* key);

} // namespace mesh
