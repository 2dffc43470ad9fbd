// A job as a function behind a URL gets it.
#include "actors/work/http/call_body.hpp"

#include <nlohmann/json.hpp>

#include "actors/work/http/webhook_signature.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

job told_job(std::string_view payload) {
  job what{.id = {0x1f},
           .agent = {1, 2, 3},
           .source = "console",
           .correlation = {7},
           .verb = "decide",
           .payload = payload};
  what.lamport = 1ULL << 60;
  what.payload_weight = 2.5;
  what.queue_depth = 4;
  what.time_left = std::chrono::milliseconds(1'500);
  what.attempt = 1;
  return what;
}

} // namespace

TEST_CASE("X1 a job is told with the names that the agent link has", "[work]") {
  const auto body = nlohmann::json::parse(call_body(told_job("hello")));
  CHECK(body
        == nlohmann::json{{"agent", "s01.c02.a03"},
                          {"id", "000000000000001f"},
                          {"verb", "decide"},
                          {"text", "hello"},
                          {"timeLeftMs", 1'500.0},
                          {"attempt", 1},
                          {"source", "console"},
                          {"correlation", "0000000000000007"},
                          {"causation", "0000000000000000"},
                          {"lamport", "1152921504606846976"},
                          {"payloadWeight", 2.5},
                          {"queueDepth", 4}});
}

TEST_CASE("X1 a job says where its answer may come later, when it may", "[work]") {
  CHECK(nlohmann::json::parse(call_body(told_job("x"), "https://m/v1/answers/ab"))["callback"]
        == "https://m/v1/answers/ab");
  CHECK_FALSE(nlohmann::json::parse(call_body(told_job("x"))).contains("callback"));
}

TEST_CASE("X1 a payload that is not UTF-8 is told in base64", "[work]") {
  const auto body = nlohmann::json::parse(call_body(told_job("\xff\x01")));
  CHECK(body["data"] == "/wE=");
  CHECK_FALSE(body.contains("text"));
}

TEST_CASE("X1 two agents that one message goes to have jobs of two names", "[work]") {
  auto one = told_job("x");
  auto other = one;
  other.agent = {1, 2, 4};
  CHECK(webhook_id(one) == "000000000000001f-s01-c02-a03");
  CHECK(webhook_id(one) != webhook_id(other));
  CHECK(webhook_id(one).find('.') == std::string::npos); // it separates what is signed
}

TEST_CASE("X1 id, time and body are signed together, as Standard Webhooks say", "[work]") {
  CHECK(webhook_signed_text("msg_1", 1'700'000'000, R"({"a":1})")
        == R"(msg_1.1700000000.{"a":1})");
  CHECK(webhook_signature("\x01\x02\x03") == "v1a,AQID");
  CHECK(webhook_public_key(std::string(32, '\0'))
        == "whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
}
