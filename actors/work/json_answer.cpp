#include "actors/work/json_answer.hpp"

#include <algorithm>
#include <cstdint>

namespace mesh {

namespace {

using nlohmann::json;

constexpr int max_depth = 100; // of nested arrays and objects: dump() recurses

std::optional<trinary> trinary_of(std::int64_t number) {
  return number < -1 || number > 1 ? std::nullopt : std::optional{trinary(number)};
}

std::optional<trinary> trinary_of(const std::string& word) {
  if (word == "+1" || word == "ready")
    return trinary::ready;
  if (word == "-1" || word == "conflict")
    return trinary::conflict;
  return word == "0" ? std::optional{trinary::transit} : std::nullopt;
}

} // namespace

json parse_answer(std::string_view text) {
  bool too_deep = false;
  auto within_bounds = [&](int depth, json::parse_event_t, json&) {
    too_deep |= depth > max_depth;
    return !too_deep;
  };
  auto value = json::parse(text, within_bounds, false);
  // The library takes a byte 0 for the end of the text.
  auto cut_short = text.find('\0') != text.npos;
  return too_deep || cut_short ? json(json::value_t::discarded) : value;
}

std::optional<trinary> state_of(const json& answer) {
  auto state = answer.find("state");
  if (state == answer.end())
    return std::nullopt;
  if (state->is_string())
    return trinary_of(state->get_ref<const std::string&>());
  if (state->is_number_unsigned()) // as int64_t, 2^64 - 1 would read as -1
    return trinary_of(std::int64_t(std::min<std::uint64_t>(state->get<std::uint64_t>(), 2)));
  return state->is_number_integer() ? trinary_of(state->get<std::int64_t>()) : std::nullopt;
}

std::string text_of(const json& answer, const char* key) {
  auto value = answer.find(key);
  if (value == answer.end())
    return {};
  return value->is_string() ? value->get<std::string>() : value->dump();
}

} // namespace mesh
