// N1: a language model behind a URL, good, slow, dead and broken, over real sockets.
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "runtime/calls/model_client.hpp"
#include "tests/calls/caller.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::test;
using Catch::Matchers::ContainsSubstring;
using nlohmann::json;

namespace {

/// An answer as OpenAI's API has it.
std::string said(const std::string& content) {
  return answer_text(
      200,
      json{{"choices", {{{"message", {{"role", "assistant"}, {"content", content}}}}}}}.dump());
}

talk_model_config model_at(const scripted_function& server) {
  talk_model_config to;
  to.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/v1/";
  to.name = "small";
  to.private_addresses = true;
  to.plain_http = true;
  return to;
}

tl::expected<std::string, error> ask(const talk_model_config& to,
                                     std::function<bool()> interrupted = {}) {
  const auto model = calls::model_client::start(to, std::move(interrupted));
  REQUIRE(model);
  return (*model)->answer_to({"be brief", "what is up?"});
}

error refusal_of(const tl::expected<std::string, error>& answer) {
  REQUIRE_FALSE(answer);
  CHECK_FALSE(answer.error().remedy.empty());
  return answer.error();
}

} // namespace

TEST_CASE("N1 a model is asked as OpenAI's chat completions are, and its text comes back",
          "[calls]") {
  scripted_function server(always(said("{\"say\": \"hello\"}")));
  const auto answer = ask(model_at(server));
  REQUIRE(answer);
  CHECK(*answer == "{\"say\": \"hello\"}");
  REQUIRE(server.received().size() == 1);
  const auto call = server.received().front();
  CHECK(call.target == "/v1/chat/completions");
  CHECK_FALSE(call.headers.contains("authorization"));
  const auto body = json::parse(call.body);
  CHECK(body["model"] == "small");
  CHECK(body["messages"][0] == json{{"role", "system"}, {"content", "be brief"}});
  CHECK(body["messages"][1] == json{{"role", "user"}, {"content", "what is up?"}});
  CHECK(body["max_tokens"] == 500);
  CHECK(body["stream"] == false);
}

TEST_CASE("N1 the model's key comes from a file that only its owner reads", "[calls]") {
  namespace fs = std::filesystem;
  const data_folder folder;
  const auto file = folder.path() / "key";
  std::ofstream(file) << "sk-secret\n";
  scripted_function server(always(said("x")));
  auto to = model_at(server);
  to.key_file = file.string();
  fs::permissions(file, fs::perms(0644));
  const auto exposed = calls::model_client::start(to);
  REQUIRE_FALSE(exposed);
  CHECK(exposed.error().code == errc::key_exposed);
  fs::permissions(file, fs::perms(0600));
  REQUIRE(ask(to));
  CHECK(server.received().front().headers.at("authorization") == "Bearer sk-secret");
  for (const auto* text : {"", "\n", "two words", "a\r\nX-Other: b"}) {
    std::ofstream(file) << text;
    const auto bad = calls::model_client::start(to);
    REQUIRE_FALSE(bad);
    CHECK(bad.error().code == errc::invalid_argument);
    CHECK(bad.error().detail.find("two words") == std::string::npos);
  }
  fs::remove(file);
  const auto missing = calls::model_client::start(to);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().detail.starts_with("talk.model.key_file: "));
  REQUIRE(::mkfifo(file.c_str(), 0600) == 0); // nobody ever writes into it
  CHECK(calls::model_client::start(to).error().code == errc::invalid_argument);
}

TEST_CASE("N1 a model that answers no text is a sentence of its own each time", "[calls]") {
  struct row {
    std::string bytes;
    errc code;
    std::string detail;
  };
  const auto rows = std::vector<row>{
      {answer_text(200, "nonsense"), errc::call_bad_answer, "no text in choices"},
      {answer_text(200, std::string(20'000, '[') + std::string(20'000, ']')),
       errc::call_bad_answer, "no text in choices"},
      {answer_text(200, "{\"choices\": []}"), errc::call_bad_answer, "no text in choices"},
      {answer_text(200, "{\"choices\": [{\"message\": {\"content\": 7}}]}"),
       errc::call_bad_answer, "no text in choices"},
      {answer_text(200, "<html>", "Content-Type: text/html\r\n"), errc::call_bad_answer,
       "answered with text/html instead of application/json"},
      {answer_text(200, "{}", ""), errc::call_bad_answer, "answered with no type"},
      {answer_text(302, "", "Location: http://169.254.169.254/\r\n"), errc::call_refused,
       "a redirect (302) to http://169.254.169.254/, which is not followed"},
      {answer_text(401, "{\"error\": \"who?\"}"), errc::call_refused, "did not take the key"},
      {answer_text(404, "no such model"), errc::call_refused, "no such path or model (404)"},
      {answer_text(429, "slow down"), errc::call_refused, "is asked too often (429)"},
      {answer_text(500, "out of \x1b[31mmemory"), errc::call_failed,
       "has broken down (500): out of \\x1b[31mmemory"},
      {answer_text(418, "tea"), errc::call_refused, "refused the question (418): tea"},
      {"", errc::call_failed, "closed the connection without an answer"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{", errc::call_failed, "broke off"}};
  for (const auto& one : rows) {
    scripted_function server(always(one.bytes));
    const auto why = refusal_of(ask(model_at(server)));
    CAPTURE(one.bytes, why.detail);
    CHECK(why.code == one.code);
    CHECK_THAT(why.detail, ContainsSubstring(one.detail));
    CHECK_THAT(why.detail, ContainsSubstring("the model at 127.0.0.1:"));
    CHECK(server.received().size() == 1); // never again by itself
  }
}

TEST_CASE("N1 a silent model is given up after its time, and a huge answer is not read",
          "[calls]") {
  scripted_function silent_one(silent);
  auto to = model_at(silent_one);
  to.timeout_ms = 200;
  const auto late = refusal_of(ask(to));
  CHECK(late.code == errc::call_timeout);
  CHECK_THAT(late.detail, ContainsSubstring("did not answer in 0.2 s"));
  scripted_function huge(always(said(std::string(100'000, 'x'))));
  const auto large = refusal_of(ask(model_at(huge)));
  CHECK(large.code == errc::call_answer_limit);
  CHECK_THAT(large.detail, ContainsSubstring("65536 bytes"));
}

TEST_CASE("X5 a model is only where the configuration lets it be", "[calls]") {
  scripted_function server(always(said("x")));
  auto to = model_at(server);
  to.private_addresses = false;
  const auto denied = refusal_of(ask(to));
  CHECK(denied.code == errc::call_denied);
  CHECK_THAT(denied.remedy, ContainsSubstring("talk.model.private_addresses"));
  CHECK(server.connections() == 0);
}

TEST_CASE("N1 a model that is not there, or speaks no TLS, is said to be so", "[calls]") {
  talk_model_config gone;
  {
    scripted_function server(always(""));
    gone = model_at(server);
  }
  const auto dead = refusal_of(ask(gone));
  CHECK(dead.code == errc::call_failed);
  CHECK_THAT(dead.detail, ContainsSubstring("is not reached at 127.0.0.1: Connection refused"));
  scripted_function plain(always(said("x")));
  auto to = model_at(plain);
  to.url = "https://127.0.0.1:" + std::to_string(plain.port()) + "/v1";
  CHECK_THAT(refusal_of(ask(to)).detail, ContainsSubstring("no secure connection"));
  to.ca = "/nowhere.pem";
  CHECK_FALSE(calls::model_client::start(to));
}

TEST_CASE("N1 a question ends when its operator interrupts it, and its place is free again",
          "[calls]") {
  scripted_function server(silent);
  auto to = model_at(server);
  to.at_once = 1;
  const auto model =
      *calls::model_client::start(to, [&server] { return server.waits_for_requests(1); });
  for (int i = 0; i < 2; ++i) {
    const auto answer = model->answer_to({"a", "b"});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == errc::cancelled);
  }
}

TEST_CASE("N1 more questions than talk.model.at_once are refused, not queued", "[calls]") {
  scripted_function server(silent);
  auto to = model_at(server);
  to.at_once = 1;
  std::atomic<bool> enough = false;
  const auto model = *calls::model_client::start(to, [&enough] { return enough.load(); });
  auto first = std::async(std::launch::async, [&model] {
    return model->answer_to({"a", "b"});
  });
  REQUIRE(server.waits_for_requests(1));
  const auto second = model->answer_to({"a", "b"});
  REQUIRE_FALSE(second);
  CHECK(second.error().code == errc::too_many_in_flight);
  enough = true;
  CHECK_FALSE(first.get());
}
