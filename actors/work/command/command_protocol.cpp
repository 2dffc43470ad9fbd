#include "actors/work/command/command_protocol.hpp"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>

#include "actors/work/command/command_evidence.hpp"
#include "actors/work/text.hpp"

namespace mesh {

namespace {

using nlohmann::json;

constexpr std::size_t quoted_output_chars = 80;
constexpr int max_depth = 100; // of nested arrays and objects: dump() recurses

work_result bad_output(const std::string& what, std::string_view output) {
  return work_result::failed(errc::command_bad_output,
                             what + ", not: " + printable(output, quoted_output_chars));
}

/// `discarded` when it is no JSON or nested too deeply.
json parse(std::string_view text) {
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

/// A string as it is, anything else as JSON; empty when it is not there.
std::string text_of(const json& answer, const char* key) {
  auto value = answer.find(key);
  if (value == answer.end())
    return {};
  return value->is_string() ? value->get<std::string>() : value->dump();
}

} // namespace

std::string command_input(const job& what) {
  nlohmann::ordered_json input{
      {"id", to_string(what.id)},
      {"agent", to_string(what.agent)},
      {"verb", what.verb},
      {"source", what.source},
      {"correlation", to_string(what.correlation)},
      {"causation", to_string(what.causation)},
      {"lamport", what.lamport},
  };
  if (is_utf8(what.payload))
    input["payload"] = what.payload;
  else
    input["payload_base64"] = base64(what.payload);
  input["payload_weight"] = what.payload_weight;
  input["queue_depth"] = what.queue_depth;
  input["time_left_ms"] = to_ms(what.time_left);
  input["attempt"] = what.attempt + 1;
  input["redelivered"] = what.attempt > 0;
  return input.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
}

work_result parse_command_output(std::string_view output) {
  if (last_line(output).empty())
    return work_result::failed(errc::command_bad_output,
                               "expected one JSON object on stdout, and there was nothing");
  const auto answer = parse(output);
  if (!answer.is_object())
    return bad_output("expected one JSON object on stdout", output);
  const auto state = state_of(answer);
  if (!state)
    return bad_output("expected \"state\" to be 1, 0 or -1", output);
  if (*state != trinary::conflict)
    return {*state, text_of(answer, "value")};
  if (!answer.contains("expected") || !answer.contains("received"))
    return bad_output("expected \"expected\" and \"received\" beside state -1", output);
  conflict what;
  what.type = conflict_type::data_contradiction;
  what.expected = text_of(answer, "expected");
  what.received = text_of(answer, "received");
  if (auto wrong = read_evidence(answer, what); !wrong.empty())
    return bad_output("expected " + wrong, output);
  return work_result::conflict(std::move(what));
}

} // namespace mesh
