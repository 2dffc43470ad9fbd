#include "actors/work/command/command_protocol.hpp"

#include <nlohmann/json.hpp>

#include "actors/work/command/command_evidence.hpp"
#include "actors/work/json_answer.hpp"
#include "actors/work/text.hpp"

namespace mesh {

namespace {

using nlohmann::json;

constexpr std::size_t quoted_output_chars = 80;

work_result bad_output(const std::string& what, std::string_view output) {
  return work_result::failed(errc::command_bad_output,
                             what + ", not: " + printable(output, quoted_output_chars));
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
  const auto answer = parse_answer(output);
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
