// X5, M3: what jobs and agents that speak A2A 1.0 say to each other.
#include <nlohmann/json.hpp>

#include "actors/work/a2a/rpc.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using nlohmann::json;

namespace {

call_attempt rpc_answer(const json& more) {
  json all{{"jsonrpc", "2.0"}, {"id", "1"}};
  all.update(more);
  call_attempt seen{call_end::answered};
  seen.status = 200;
  seen.body = all.dump();
  return seen;
}

call_attempt task_in_state(const std::string& state, json more = json::object()) {
  json task{{"id", "t1"}, {"status", {{"state", state}}}};
  task.update(more);
  return rpc_answer({{"result", {{"task", task}}}});
}

work_result ended(const call_attempt& answer, bool begun = false) {
  auto outcome = a2a::read_outcome(answer, "0000000000000007", begun);
  REQUIRE(std::holds_alternative<work_result>(outcome));
  return std::get<work_result>(outcome);
}

json parts(const json& list) {
  return {{"parts", list}};
}

} // namespace

TEST_CASE("A2A a job is a message whose id is that of the job", "[calls]") {
  job what{.id = {7}, .agent = {1, 2, 3}, .source = "console", .verb = "decide"};
  what.payload = "hello";
  what.time_left = 1'500ms;
  what.attempt = 1;
  const auto said = json::parse(a2a::send_message(what, {"https://a", "t"}));
  CHECK(said["jsonrpc"] == "2.0");
  CHECK(said["method"] == "SendMessage");
  CHECK(said["params"]["tenant"] == "t");
  CHECK(said["params"]["configuration"]["returnImmediately"] == true);
  const auto& message = said["params"]["message"];
  CHECK(message["messageId"] == "0000000000000007-s01-c02-a03");
  CHECK(message["role"] == "ROLE_USER");
  CHECK(message["parts"] == json::array({{{"text", "hello"}}}));
  CHECK(message["metadata"]
        == json{{"agent", "s01.c02.a03"},
                {"id", "0000000000000007"},
                {"verb", "decide"},
                {"timeLeftMs", 1'500.0},
                {"attempt", 1},
                {"source", "console"}});
  what.payload = "\xff\x01";
  CHECK(json::parse(a2a::send_message(what, {}))["params"]["message"]["parts"]
        == json::array({{{"raw", "/wE="}}}));
  CHECK_FALSE(json::parse(a2a::send_message(what, {}))["params"].contains("tenant"));
}

TEST_CASE("A2A a task is asked for, and canceled, by its id", "[calls]") {
  const auto asked = json::parse(a2a::get_task("t1", {"https://a", {}}));
  CHECK(asked["method"] == "GetTask");
  CHECK(asked["params"]["id"] == "t1");
  const auto canceled = json::parse(a2a::cancel_task("t1", {"https://a", "t"}));
  CHECK(canceled["method"] == "CancelTask");
  CHECK(canceled["params"] == json{{"id", "t1"}, {"tenant", "t"}});
}

TEST_CASE("A2A the texts of what was made are the value of a job", "[calls]") {
  const auto made =
      ended(task_in_state("TASK_STATE_COMPLETED",
                          {{"artifacts",
                            {parts({{{"text", "one"}}, {{"data", {{"n", 2}}}}}),
                             parts({{{"url", "https://a/f"}}, {{"raw", "AA=="}}, 7}), 8}}}));
  CHECK(made.failure == errc::none);
  CHECK(made.state == trinary::ready);
  CHECK(made.value == "one\n{\"n\":2}\nhttps://a/f");
  CHECK(ended(rpc_answer({{"result", {{"message", parts({{{"text", "hi"}}})}}}})).value
        == "hi");
  const auto alone =
      json{{"id", "t1"},
           {"status",
            {{"state", "TASK_STATE_COMPLETED"}, {"message", parts({{{"text", "done"}}})}}}};
  CHECK(ended(rpc_answer({{"result", alone}})).value == "done"); // as GetTask has it
}

TEST_CASE("A2A K1 a part that is an answer of the mesh may be a conflict", "[calls]") {
  const auto made_of = [](const json& answer) {
    const json part{{"data", answer}, {"mediaType", a2a::answer_type}};
    return ended(task_in_state("TASK_STATE_COMPLETED",
                               {{"artifacts", json::array({parts(json::array({part}))})}}));
  };
  const auto result = made_of({{"state", -1}, {"expected", 1}, {"received", 2}});
  CHECK(result.state == trinary::conflict);
  CHECK(result.detail == "1");
  CHECK(result.value == "2");
  CHECK(made_of({{"state", 7}}).failure == errc::call_bad_answer);
}

TEST_CASE("A2A a task that goes on is open, whatever its agent says meanwhile", "[calls]") {
  for (const auto* state : {"TASK_STATE_SUBMITTED", "TASK_STATE_WORKING"}) {
    const auto outcome = a2a::read_outcome(task_in_state(state), "7", true);
    REQUIRE(std::holds_alternative<a2a::open_task>(outcome));
    CHECK(std::get<a2a::open_task>(outcome).id == "t1");
  }
}

TEST_CASE("A2A a task that has not been done is a named error with what its agent says",
          "[calls]") {
  const auto [state, code, said] = GENERATE(table<std::string, errc, std::string>({
      {"TASK_STATE_FAILED", errc::work_failed, "the task failed: because"},
      {"TASK_STATE_CANCELED", errc::work_failed, "canceled the task: because"},
      {"TASK_STATE_REJECTED", errc::call_refused, "rejected the task: because"},
      {"TASK_STATE_INPUT_REQUIRED", errc::call_needs_input,
       "more input, which nobody gives: because"},
      {"TASK_STATE_AUTH_REQUIRED", errc::call_needs_input, "an authorization"},
      {"TASK_STATE_UNSPECIFIED", errc::call_bad_answer, "a state of A2A 1.0"},
      {"completed", errc::call_bad_answer, "a state of A2A 1.0"},
  }));
  CAPTURE(state);
  const json status{{"state", state}, {"message", parts({{{"text", "because"}}})}};
  const auto result = ended(task_in_state(state, {{"status", status}}));
  CHECK(result.failure == code);
  CHECK_THAT(result.detail, ContainsSubstring(said));
}

TEST_CASE("A2A M3 an error before a task is begun may be a refusal, and none afterwards",
          "[calls]") {
  const auto [number, refused] = GENERATE(table<int, bool>({
      {-32700, true},
      {-32600, true},
      {-32601, true},
      {-32602, true},
      {-32004, true},
      {-32005, true},
      {-32009, true},
      {-32603, false},
      {-32001, false},
      {0, false},
  }));
  CAPTURE(number);
  const auto answer = rpc_answer({{"error", {{"code", number}, {"message", "because"}}}});
  CHECK(ended(answer).failure == (refused ? errc::call_refused : errc::call_failed));
  CHECK(ended(answer, true).failure == errc::call_failed);
  CHECK_THAT(ended(answer).detail,
             ContainsSubstring(std::to_string(number)) && ContainsSubstring("because"));
}

TEST_CASE("A2A what is no answer of the protocol is quoted", "[calls]") {
  const auto body =
      GENERATE(as<std::string>{}, "nonsense", "[]", R"({"jsonrpc": "2.0"})", R"({"result": 7})",
               R"({"result": {}})", R"({"result": {"task": {}}})",
               R"({"result": {"task": {"id": "t", "status": 7}}})");
  CAPTURE(body);
  call_attempt seen{call_end::answered};
  seen.status = 200;
  seen.body = body;
  const auto result = ended(seen);
  CHECK(result.failure == errc::call_bad_answer);
  CHECK_THAT(result.detail, ContainsSubstring(body));
}

TEST_CASE("A2A an answer of JSON-RPC is one whatever its status", "[calls]") {
  auto seen = rpc_answer({{"error", {{"code", -32600}}}});
  seen.status = 400;
  CHECK(a2a::is_rpc(seen));
  CHECK(a2a::task_in(seen).empty());
  CHECK(a2a::task_in(task_in_state("TASK_STATE_WORKING")) == "t1");
  seen.end = call_end::timed_out;
  CHECK_FALSE(a2a::is_rpc(seen));
  CHECK_FALSE(a2a::is_rpc({call_end::answered}));
}

TEST_CASE("A2A a task is asked for the more seldom the longer it is open", "[calls]") {
  CHECK(a2a::poll_wait(0ms, 100ms, 5s) == 100ms);
  CHECK(a2a::poll_wait(2s, 100ms, 5s) == 1s);
  CHECK(a2a::poll_wait(1h, 100ms, 5s) == 5s);
  CHECK(a2a::poll_wait(1h, 100ms, 50ms) == 100ms);
}
