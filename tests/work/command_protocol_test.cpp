#include "actors/work/command/command_protocol.hpp"

#include <nlohmann/json.hpp>

#include "tests/support/catch.hpp"

using namespace mesh;
using Catch::Matchers::ContainsSubstring;
using nlohmann::json;

namespace {

job full_job(std::string_view payload) {
  return {.id = {0xabc},
          .agent = {7, 4, 12},
          .source = "console",
          .correlation = {2},
          .causation = {0},
          .lamport = 5,
          .verb = "decide",
          .payload = payload,
          .owner = nullptr,
          .payload_weight = 0.5,
          .queue_depth = 3,
          .time_left = milliseconds{1500}};
}

} // namespace

TEST_CASE("a command agent is told its job as one line of JSON") {
  const auto line = command_input(full_job("caf\xc3\xa9 \"\n"));
  CHECK(line.find('\n') == line.size() - 1);
  CHECK(json::parse(line)
        == json{{"id", "0000000000000abc"},
                {"agent", "s07.c04.a12"},
                {"source", "console"},
                {"correlation", "0000000000000002"},
                {"causation", "0000000000000000"},
                {"lamport", 5},
                {"verb", "decide"},
                {"payload", "caf\xc3\xa9 \"\n"},
                {"payload_weight", 0.5},
                {"queue_depth", 3},
                {"attempt", 1},
                {"redelivered", false},
                {"time_left_ms", 1500.0}});
}

TEST_CASE("a payload that is no text goes as base64") {
  const auto [bytes, base64] = GENERATE(table<std::string, std::string>({
      {"\xff", "/w=="},
      {"\xff\xfe", "//4="},
      {"\xff\xfe\xfd", "//79"},
      {std::string("\0\x80", 2), "AIA="},
  }));
  const auto input = json::parse(command_input(full_job(bytes)));
  CHECK(input.at("payload_base64") == base64);
  CHECK_FALSE(input.contains("payload"));
}

TEST_CASE("the empty payload is a payload") {
  CHECK(json::parse(command_input(full_job(""))).at("payload") == "");
}

TEST_CASE("M2 every way to write a state is understood") {
  const auto [written, state] = GENERATE(table<std::string, trinary>({
      {"1", trinary::ready},
      {"\"+1\"", trinary::ready},
      {"\"ready\"", trinary::ready},
      {"0", trinary::transit},
      {"\"0\"", trinary::transit},
      {"-1", trinary::conflict},
      {"\"-1\"", trinary::conflict},
      {"\"conflict\"", trinary::conflict},
  }));
  auto result = parse_command_output(" {\"state\": " + written
                                     + ", \"expected\": 1, \"received\": 2, \"more\": []}\n");
  CHECK(result.failure == errc::none);
  CHECK(result.state == state);
}

TEST_CASE("a value that is text is taken as it is, any other as JSON") {
  const auto [written, value] = GENERATE(table<std::string, std::string>({
      {R"(, "value": "two words")", "two words"},
      {R"(, "value": "")", ""},
      {R"(, "value": 42)", "42"},
      {R"(, "value": {"b": [1, null]})", R"({"b":[1,null]})"},
      {R"(, "value": null)", "null"},
      {"", ""},
  }));
  auto result = parse_command_output(R"({"state": 1)" + written + "}");
  CHECK(result.failure == errc::none);
  CHECK(result.value == value);
}

TEST_CASE("a conflict says what was expected and what was found") {
  auto result = parse_command_output(R"({"state":-1,"expected":"four","received":{"n":5}})");
  CHECK(result.state == trinary::conflict);
  CHECK(result.detail == "four");
  CHECK(result.value == R"({"n":5})");
}

TEST_CASE("anything but one well-formed answer is bad output and is quoted") {
  const auto output = GENERATE(
      as<std::string>{}, "hello", "42", "[]", "null", "\"ready\"", "{", "{}",
      R"({"state": 1} {"state": 1})", R"({"state": 1} x)", R"({"state": 2})",
      R"({"state": -2})", R"({"state": 1.0})", R"({"state": true})", R"({"state": null})",
      R"({"state": [1]})", R"({"state": "yes"})", R"({"state": "1"})",
      R"({"state": 18446744073709551615, "expected": 1, "received": 2})",
      R"({"state": 4294967297})", R"({"value": 1})", R"({"state": 1, "value": 1e999})",
      R"({"state": -1})", R"({"state": -1, "expected": 1})", "{'state': 1}");
  auto result = parse_command_output(output);
  CAPTURE(output);
  CHECK(result.failure == errc::command_bad_output);
  CHECK_THAT(result.detail, ContainsSubstring(output));
}

TEST_CASE("no output at all is bad output that says so") {
  auto result = parse_command_output(GENERATE(as<std::string>{}, "", "\n", "  \r\n\t"));
  CHECK(result.failure == errc::command_bad_output);
  CHECK_THAT(result.detail, ContainsSubstring("there was nothing"));
}

TEST_CASE("garbage is quoted in 80 printable characters") {
  auto result = parse_command_output("\x1b\xff" + std::string(500, 'x'));
  CHECK(result.failure == errc::command_bad_output);
  CHECK_THAT(result.detail, Catch::Matchers::EndsWith(": .." + std::string(78, 'x') + "..."));
}

TEST_CASE("JSON nested a million deep does no harm") {
  const std::string depth(1'000'000, '[');
  const std::string end(1'000'000, ']');
  auto result = parse_command_output(R"({"state": 1, "value": )" + depth + end + "}");
  CHECK(result.failure == errc::command_bad_output);
}

TEST_CASE("K3 a command agent can say of each conflict what it knows") {
  auto result = parse_command_output(R"({"state": -1, "expected": 40, "received": 38,
    "type": "data_contradiction", "depth": 3, "affected_agents": 150,
    "expected_by": {"agent": "s07.c04.a12", "message": "0000000000000abc", "lamport": 9,
                    "agreeing": 2},
    "received_from": {"causation": "00000000000000ff"},
    "needed_capabilities": ["vision"],
    "events": [{"message": "0000000000000001", "causation": "0000000000000002",
                "lamport": 4, "agent": "s00.c00.a01"}],
    "expected_branch": ["a", "b"], "received_branch": ["a"]})");
  REQUIRE(result.found);
  conflict known{conflict_type::data_contradiction, "40", "38", 0, 3, 150};
  known.evidence.expected_by = {agent_id{7, 4, 12}, {0xabc}, {}, 9, 2};
  known.evidence.received_from.causation = {0xff};
  known.evidence.needed_capabilities = {"vision"};
  known.evidence.events = {{{1}, {2}, 4, {0, 0, 1}}};
  known.evidence.expected_branch = {"a", "b"};
  known.evidence.received_branch = {"a"};
  CHECK(*result.found == known);
}

TEST_CASE("K3 evidence that means nothing is refused with what was expected") {
  const auto [evidence, expected] = GENERATE(table<std::string, std::string>({
      {R"("type": "QUARREL")", "\"type\" to be a type of conflict"},
      {R"("type": 3)", "\"type\" to be a type of conflict"},
      {R"("depth": -1)", "\"depth\" to be a number"},
      {R"("affected_agents": 4294967296)", "\"affected_agents\" to be a number"},
      {R"("expected_by": "me")", "\"expected_by\" to be an object"},
      {R"("expected_by": {"agent": "me"})", "\"agent\" to be an agent's id"},
      {R"("received_from": {"message": "12"})", "\"message\" to be 16 hexadecimal digits"},
      {R"("received_from": {"message": "000000000000000g"})", "16 hexadecimal digits"},
      {R"("needed_capabilities": "vision")", "\"needed_capabilities\" to be a list"},
      {R"("needed_capabilities": [1])", "\"needed_capabilities\" to be a list of strings"},
      {R"("events": [{}])", "\"events\" to be objects with"},
      {R"("events": [7])", "\"events\" to be a list of objects"},
  }));
  auto result =
      parse_command_output(R"({"state": -1, "expected": 1, "received": 2, )" + evidence + "}");
  CHECK(result.failure == errc::command_bad_output);
  CHECK_THAT(result.detail, ContainsSubstring(expected));
}

TEST_CASE("an answer that goes on behind a byte 0 is not taken for its first half") {
  using namespace std::string_literals;
  auto result = parse_command_output("{\"state\": 1}\0{\"state\": -1}"s);
  CHECK(result.failure == errc::command_bad_output);
}
