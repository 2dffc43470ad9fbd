// Answers of functions behind URLs, and of those that give none.
#include "actors/work/http/call_result.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr auto called_url = "https://api.example.org/f";
constexpr auto asked_id = "000000000000001f";

work_result read_body(std::string_view body) {
  return read_call_answer(body, asked_id);
}

call_attempt answer_of(unsigned status, std::string body = R"({"state": 1})",
                       std::string type = "application/json") {
  call_attempt seen;
  seen.end = call_end::answered;
  seen.status = status;
  seen.body = std::move(body);
  seen.content_type = std::move(type);
  return seen;
}

call_attempt end_of(call_end how) {
  call_attempt seen;
  seen.end = how;
  seen.detail = "has seen something";
  seen.remedy = "do something";
  return seen;
}

} // namespace

TEST_CASE("a function answers with a value of any kind", "[work]") {
  CHECK(read_body(R"({"state": 1, "value": "done"})").value == "done");
  CHECK(read_body(R"({"state": "+1", "value": {"a": [1, 2]}})").value == R"({"a":[1,2]})");
  CHECK(read_body(R"({"state": 1})").state == trinary::ready);
  CHECK(read_body(R"({"state": 0, "value": "wait", "processingMs": 5, "new": 1})").state
        == trinary::transit);
  CHECK(read_body(R"({"state": 1, "id": "000000000000001f"})").failure == errc::none);
}

TEST_CASE("K3 a function tells of a conflict what the mesh needs to end it", "[work]") {
  const auto result = read_body(R"({"state": -1, "expected": "a", "received": 2,
    "conflictType": "CAPABILITY_MISMATCH", "depth": 3, "affectedAgents": 4,
    "neededCapabilities": ["see"]})");
  CHECK(result.state == trinary::conflict);
  REQUIRE(result.found);
  CHECK(result.found->expected == "a");
  CHECK(result.found->received == "2");
  CHECK(result.found->type == conflict_type::capability_mismatch);
  CHECK(result.found->depth == 3);
  CHECK(result.found->affected_agents == 4);
  CHECK(result.found->evidence.needed_capabilities == std::vector<std::string>{"see"});
}

TEST_CASE("a function posts to other agents", "[work]") {
  const auto result =
      read_body(R"({"state": 1, "post": [{"to": "s00.c01.a02", "text": "hi"}]})");
  REQUIRE(result.posts.size() == 1);
  CHECK(result.posts[0].to == agent_id{0, 1, 2});
  CHECK(result.posts[0].payload == "hi");
}

TEST_CASE("a function says that it has failed, and why", "[work]") {
  const auto result = read_body(R"({"failure": "no such row"})");
  CHECK(result.failure == errc::work_failed);
  CHECK(result.detail == "no such row");
}

TEST_CASE("an answer that is none says what was expected, and quotes what came", "[work]") {
  const auto [body, expected] = GENERATE(table<std::string, std::string>({
      {"", "one JSON object"},
      {"<html>", "one JSON object, not: <html>"},
      {"[1]", "one JSON object"},
      {R"({"state": 1)", "one JSON object"},
      {R"({"state": 1} x)", "one JSON object"},
      {std::string(R"({"state": 1})") + '\0', "one JSON object"},
      {R"({"a":)" + std::string(200, '[') + std::string(200, ']') + "}", "one JSON object"},
      {"{\"state\": 1, \"value\": \"\xff\"}", "one JSON object"},
      {"{}", "\"state\" to be 1, 0 or -1"},
      {R"({"state": 2})", "\"state\" to be"},
      {R"({"state": 18446744073709551615})", "\"state\" to be"},
      {R"({"state": 1, "id": "0000000000000020"})", "\"id\" to be that of the job"},
      {R"({"state": -1})", "\"expected\" and \"received\""},
      {R"({"state": -1, "expected": 1, "received": 2, "conflictType": "ANGER"})",
       "\"conflictType\""},
      {R"({"state": -1, "expected": 1, "received": 2, "depth": -1})", "\"depth\""},
      {R"({"state": -1, "expected": 1, "received": 2, "affectedAgents": 4294967296})",
       "\"affectedAgents\""},
      {R"({"state": -1, "expected": 1, "received": 2, "neededCapabilities": [1]})",
       "\"neededCapabilities\""},
      {R"({"state": 1, "post": {}})", "\"post\" to be a list"},
      {R"({"state": 1, "post": [{"to": "nobody"}]})", "an agent's id"},
      {R"({"state": 1, "post": ["s00.c00.a00"]})", "an agent's id"},
  }));
  CAPTURE(body);
  const auto result = read_body(body);
  CHECK(result.failure == errc::call_bad_answer);
  CHECK_THAT(result.detail, ContainsSubstring(expected));
}

TEST_CASE("each way in which a call ends has a name, the URL, and a remedy", "[work]") {
  const auto [how, code] = GENERATE(table<call_end, errc>({
      {call_end::denied, errc::call_denied},
      {call_end::not_reached, errc::agent_offline},
      {call_end::broke_off, errc::call_failed},
      {call_end::timed_out, errc::call_timeout},
      {call_end::too_large, errc::call_answer_limit},
  }));
  const auto result = result_of(end_of(how), called_url, asked_id, false);
  CHECK(result.failure == code);
  CHECK(result.detail == std::string(called_url) + " has seen something (do something)");
}

TEST_CASE("each status but 200 is an error with the URL and a remedy", "[work]") {
  const auto [status, code, said] = GENERATE(table<unsigned, errc, std::string>({
      {201, errc::call_bad_answer, "answer with 200"},
      {202, errc::call_bad_answer, "was told no URL to answer later"},
      {204, errc::call_bad_answer, "answer with 200"},
      {301, errc::call_refused, "redirects are not followed"},
      {308, errc::call_refused, "redirects are not followed"},
      {401, errc::call_refused, "status 401"},
      {404, errc::call_refused, "correct url"},
      {429, errc::call_refused, "status 429"},
      {500, errc::call_failed, "see its log"},
      {503, errc::call_failed, "status 503"},
  }));
  CAPTURE(status);
  auto seen = answer_of(status);
  seen.location = "http://169.254.169.254/";
  const auto result = result_of(seen, called_url, asked_id, false);
  CHECK(result.failure == code);
  CHECK_THAT(result.detail, ContainsSubstring(called_url));
  CHECK_THAT(result.detail, ContainsSubstring(said));
}

TEST_CASE("an answer of another type than JSON is named with its type", "[work]") {
  for (const auto* good : {"application/json", "Application/JSON; charset=utf-8",
                           "application/json ;x", "application/problem+json"})
    CHECK(
        result_of(answer_of(200, R"({"state": 1})", good), called_url, asked_id, false).failure
        == errc::none);
  for (const auto* bad :
       {"", "text/html", "application/jsonp", "text/plain; x=application/json"}) {
    const auto result =
        result_of(answer_of(200, R"({"state": 1})", bad), called_url, asked_id, false);
    CHECK(result.failure == errc::call_bad_answer);
    CHECK_THAT(result.detail, ContainsSubstring("content type \"" + std::string(bad) + "\""));
  }
}

TEST_CASE("M3 a job that acts and may have arrived is unknown, so that nobody does it again",
          "[work]") {
  for (auto how : {call_end::broke_off, call_end::timed_out, call_end::too_large}) {
    const auto result = result_of(end_of(how), called_url, asked_id, true);
    CHECK(result.failure == errc::unknown);
    CHECK_THAT(result.detail, ContainsSubstring("it may have acted already"));
    CHECK_THAT(result.detail, ContainsSubstring(called_url));
  }
  CHECK(result_of(answer_of(500), called_url, asked_id, true).failure == errc::unknown);
  CHECK(result_of(answer_of(200, "<html>"), called_url, asked_id, true).failure
        == errc::unknown);
  CHECK(result_of(answer_of(202), called_url, asked_id, true).failure == errc::unknown);
}

TEST_CASE("M3 a job that acts and was not taken is not unknown", "[work]") {
  CHECK(result_of(end_of(call_end::denied), called_url, asked_id, true).failure
        == errc::call_denied);
  CHECK(result_of(end_of(call_end::not_reached), called_url, asked_id, true).failure
        == errc::agent_offline);
  for (auto status : {302U, 404U, 429U})
    CHECK(result_of(answer_of(status), called_url, asked_id, true).failure
          == errc::call_refused);
  CHECK(result_of(answer_of(200, R"({"failure": "no"})"), called_url, asked_id, true).failure
        == errc::work_failed);
}

TEST_CASE("Z5 all that a call costs beyond a round trip is processing, cold starts included",
          "[work]") {
  auto seen = answer_of(200);
  seen.connect_ms = 20;
  seen.seen_ms = 830;
  const auto result = result_of(seen, called_url, asked_id, false);
  CHECK(result.round_trip_ms == Approx(20));
  CHECK(result.processing_ms == Approx(810));
  seen.connect_ms = 900; // the way has become faster meanwhile
  CHECK(result_of(seen, called_url, asked_id, false).processing_ms == Approx(0));
}
