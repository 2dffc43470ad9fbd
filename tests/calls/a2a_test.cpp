// X5, M3, M4: agents that speak A2A, over real sockets, with all that may go wrong.
#include <deque>

#include <nlohmann/json.hpp>

#include "tests/calls/caller.hpp"

using namespace mesh;
using namespace mesh::calls;
using namespace mesh::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using nlohmann::json;

namespace {

constexpr auto card_path = "/.well-known/agent-card.json";

std::string task_text(const std::string& state, const std::string& said = {}) {
  const json status{{"state", state}, {"message", {{"parts", {{{"text", said}}}}}}};
  return answer_text(200, json{{"jsonrpc", "2.0"},
                               {"id", "1"},
                               {"result", {{"task", {{"id", "t1"}, {"status", status}}}}}}
                              .dump());
}

std::string error_text(int code, unsigned status = 200) {
  return answer_text(
      status,
      json{{"jsonrpc", "2.0"}, {"error", {{"code", code}, {"message", "oops"}}}}.dump());
}

/// What an agent answers to requests of each method, in order; the last one again and again.
/// Empty: nothing, and the connection stays open.
struct told {
  std::deque<std::string> sends = {task_text("TASK_STATE_WORKING")};
  std::deque<std::string> gets = {task_text("TASK_STATE_COMPLETED", "done")};
  std::string card = {}; // empty: a good one
  std::string card_headers = "Content-Type: application/json\r\n";
  std::string rpc_url = {}; // empty: its own
};

class foreign_agent {
public:
  explicit foreign_agent(told how = {}) : how_(std::move(how)) {
    how_.rpc_url = how_.rpc_url.empty() ? url() + "/rpc" : how_.rpc_url;
  }
  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(served_.port());
  }
  [[nodiscard]] std::vector<std::string> methods() const {
    std::vector<std::string> all;
    for (const auto& call : served_.received())
      all.push_back(call.target == card_path ? "card" : json::parse(call.body)["method"]);
    return all;
  }
  [[nodiscard]] json request(std::size_t number) const {
    return json::parse(served_.received().at(number).body);
  }
  [[nodiscard]] const scripted_function& served() const { return served_; }

private:
  scripted_answer answer(const received_call& call) {
    if (call.target == card_path) {
      const json card{{"supportedInterfaces",
                       {{{"url", how_.rpc_url},
                         {"protocolBinding", "JSONRPC"},
                         {"protocolVersion", "1.0"}}}}};
      return {how_.card.empty() ? answer_text(200, card.dump(), how_.card_headers) : how_.card};
    }
    const auto method = json::parse(call.body)["method"];
    auto& left = method == "SendMessage" ? how_.sends : how_.gets;
    auto bytes = left.front();
    if (left.size() > 1)
      left.pop_front();
    return {bytes, bytes.empty()};
  }

  told how_;
  scripted_function served_{[this](int, const received_call& call) {
    return answer(call);
  }};
};

struct speaker {
  std::shared_ptr<web_client> client;
  web_caller::token newest = 0;

  explicit speaker(const calls_config& limits = loopback())
      : client(*web_client::start(limits, some_key())) {}

  std::future<work_result> begin(const std::string& url, std::string_view verb = "decide",
                                 duration time_left = 30s, double task_ms = 60'000) {
    auto promise = std::make_shared<std::promise<work_result>>();
    job what{.id = {7}, .agent = {1, 2, 3}, .verb = verb, .payload = "hello"};
    what.time_left = time_left;
    a2a_work_config how{.url = url, .task_ms = task_ms, .poll_ms = 1, .longest_poll_ms = 2};
    const http_work_config to{url, how.timeout_ms, how.answer_bytes};
    const auto token = client->call({what, to, verb == "act", how}, [promise](work_result r) {
      promise->set_value(std::move(r));
    });
    REQUIRE(token);
    newest = *token;
    return promise->get_future();
  }
  work_result call(const std::string& url, std::string_view verb = "decide",
                   duration time_left = 30s, double task_ms = 60'000) {
    return caller::result_of(begin(url, verb, time_left, task_ms));
  }
};

} // namespace

TEST_CASE("A2A a job is done as a task, which is looked at until it is completed", "[calls]") {
  foreign_agent f({.gets = {task_text("TASK_STATE_WORKING"), task_text("TASK_STATE_WORKING"),
                            task_text("TASK_STATE_COMPLETED", "done")}});
  speaker s;
  const auto result = s.call(f.url());
  CAPTURE(result.detail);
  CHECK(result.failure == errc::none);
  CHECK(result.value == "done");
  CHECK(result.processing_ms >= 0);
  CHECK(f.methods()
        == std::vector<std::string>{"card", "SendMessage", "GetTask", "GetTask", "GetTask"});
  const auto calls = f.served().received();
  for (const auto& one : calls)
    CHECK(one.headers.at("a2a-version") == "1.0");
  CHECK_FALSE(calls[0].headers.contains("webhook-id"));
  CHECK(calls[1].headers.at("webhook-id") == "0000000000000007-s01-c02-a03");
  CHECK(f.request(1)["params"]["message"]["messageId"] == "0000000000000007-s01-c02-a03");
  CHECK(f.request(2)["params"]["id"] == "t1");
}

TEST_CASE("A2A a card is fetched once while it is good", "[calls]") {
  const auto [headers, cards] = GENERATE(table<std::string, int>({
      {"Content-Type: application/json\r\n", 1},
      {"Cache-Control: max-age=600\r\n", 1},
      {"Cache-Control: no-store\r\n", 2},
  }));
  foreign_agent f(
      {.sends = {task_text("TASK_STATE_COMPLETED", "done")}, .card_headers = headers});
  speaker s;
  CHECK(s.call(f.url()).value == "done");
  CHECK(s.call(f.url()).value == "done");
  CHECK(std::ranges::count(f.methods(), "card") == cards);
}

TEST_CASE("A2A an agent that has moved is looked for again", "[calls]") {
  foreign_agent f(
      {.sends = {answer_text(404, "gone"), task_text("TASK_STATE_COMPLETED", "done")}});
  speaker s;
  const auto lost = s.call(f.url());
  CHECK(lost.failure == errc::call_refused);
  CHECK_THAT(lost.detail, ContainsSubstring(f.url() + "/rpc") && ContainsSubstring("404"));
  CHECK(s.call(f.url()).value == "done");
  CHECK(std::ranges::count(f.methods(), "card") == 2);
}

TEST_CASE("A2A X5 a card that does not help is a named error with its URL", "[calls]") {
  const auto [card, code, said] = GENERATE(table<std::string, errc, std::string>({
      {answer_text(404, "not here"), errc::call_refused, "404"},
      {answer_text(302, "", "Location: http://169.254.169.254/\r\n"), errc::call_refused,
       "redirects are not followed"},
      {answer_text(200, "nonsense"), errc::call_bad_answer, "nonsense"},
      {answer_text(200, R"({"url": "x", "protocolVersion": "0.3.0"})"), errc::unsupported,
       "supportedInterfaces"},
      {answer_text(500, "oops"), errc::call_failed, "oops"},
  }));
  foreign_agent f({.card = card});
  const auto result = speaker().call(f.url(), "act");
  CHECK(result.failure == code); // nothing was asked of the agent: an act is not unknown
  CHECK_THAT(result.detail, ContainsSubstring(f.url() + card_path) && ContainsSubstring(said));
}

TEST_CASE("A2A X5 a card leads calls nowhere that they may not go to", "[calls]") {
  const auto url = GENERATE(as<std::string>{}, "http://169.254.169.254/rpc",
                            "file:///etc/passwd", "https://ann:secret@127.0.0.1/");
  foreign_agent f({.rpc_url = url});
  const auto result = speaker().call(f.url());
  CHECK(result.failure == errc::call_denied);
  CHECK_THAT(result.detail, ContainsSubstring("its card at " + f.url() + card_path));
  CHECK(f.methods() == std::vector<std::string>{"card"});
}

TEST_CASE("A2A X5 a card at a special address is not fetched", "[calls]") {
  foreign_agent f;
  auto limits = loopback();
  limits.private_addresses = false;
  CHECK(speaker(limits).call(f.url()).failure == errc::call_denied);
  CHECK(f.served().connections() == 0);
}

TEST_CASE("A2A an end of a task other than its completion is told", "[calls]") {
  const auto [state, code] = GENERATE(table<std::string, errc>({
      {"TASK_STATE_FAILED", errc::work_failed},
      {"TASK_STATE_REJECTED", errc::call_refused},
      {"TASK_STATE_CANCELED", errc::work_failed},
  }));
  foreign_agent f({.gets = {task_text(state, "because")}});
  const auto result = speaker().call(f.url());
  CHECK(result.failure == code);
  CHECK_THAT(result.detail,
             ContainsSubstring(f.url() + "/rpc") && ContainsSubstring("because"));
  CHECK(f.methods().back() == "GetTask"); // there is nothing to cancel
}

TEST_CASE("A2A an agent that asks back is named, and its task is canceled", "[calls]") {
  foreign_agent f({.sends = {task_text("TASK_STATE_INPUT_REQUIRED", "which row?")}});
  const auto result = speaker().call(f.url(), "act");
  CHECK(result.failure == errc::call_needs_input);
  CHECK_THAT(result.detail, ContainsSubstring(f.url()) && ContainsSubstring("which row?"));
}

TEST_CASE("A2A M3 a task that nobody wants any more is canceled", "[calls]") {
  foreign_agent f({.gets = {task_text("TASK_STATE_WORKING")}});
  speaker s;
  auto call = s.begin(f.url());
  REQUIRE(f.served().waits_for_requests(3));
  s.client->cancel(s.newest);
  CHECK(is_dropped(call));
  const auto canceled = [&] {
    return std::ranges::count(f.methods(), "CancelTask") == 1;
  };
  for (std::size_t more = 4; !canceled(); ++more)
    REQUIRE(f.served().waits_for_requests(more));
  const auto methods = f.methods();
  const auto at = std::ranges::find(methods, "CancelTask") - methods.begin();
  CHECK(f.request(static_cast<std::size_t>(at))["params"]["id"] == "t1");
}

TEST_CASE("A2A M3 a task that takes too long is given up, and an act is unknown then",
          "[calls]") {
  const auto [verb, code] = GENERATE(
      table<std::string, errc>({{"decide", errc::call_timeout}, {"act", errc::unknown}}));
  const auto by_task = GENERATE(true, false);
  foreign_agent f({.gets = {task_text("TASK_STATE_WORKING")}});
  speaker s;
  const auto result = by_task ? s.call(f.url(), verb, 30s, 20) : s.call(f.url(), verb, 500ms);
  CHECK(result.failure == code);
  CHECK_THAT(result.detail,
             ContainsSubstring(f.url() + "/rpc") && ContainsSubstring("task_ms"));
  for (std::size_t more = 3; f.methods().back() != "CancelTask"; ++more)
    REQUIRE(f.served().waits_for_requests(more));
}

TEST_CASE("A2A M4 an agent that breaks down is sent the same message again, but no act",
          "[calls]") {
  const auto acts = GENERATE(true, false);
  foreign_agent f(
      {.sends = {answer_text(503, "starting"), task_text("TASK_STATE_COMPLETED", "done")}});
  const auto result = speaker().call(f.url(), acts ? "act" : "decide");
  CHECK(result.failure == (acts ? errc::unknown : errc::none));
  const auto methods = f.methods();
  CHECK(std::ranges::count(methods, "SendMessage") == (acts ? 1 : 2));
  if (!acts)
    CHECK(f.request(1)["params"]["message"]["messageId"]
          == f.request(2)["params"]["message"]["messageId"]);
}

TEST_CASE("A2A M4 an agent that is away for a while keeps its task", "[calls]") {
  auto limits = loopback();
  limits.attempts = 1;
  foreign_agent f({.gets = {answer_text(503, "starting"), answer_text(503, "starting"),
                            task_text("TASK_STATE_COMPLETED", "done")}});
  CHECK(speaker(limits).call(f.url(), "act").value == "done");
}

TEST_CASE("A2A M3 an agent that has forgotten its task leaves an act unknown", "[calls]") {
  const auto [verb, code] = GENERATE(
      table<std::string, errc>({{"decide", errc::call_failed}, {"act", errc::unknown}}));
  foreign_agent f({.gets = {error_text(-32001)}});
  const auto result = speaker().call(f.url(), verb);
  CHECK(result.failure == code);
  CHECK_THAT(result.detail, ContainsSubstring("-32001: oops"));
}

TEST_CASE("A2A M3 an agent that does not take a message has done nothing", "[calls]") {
  const auto status = GENERATE(200U, 400U);
  foreign_agent f({.sends = {error_text(-32602, status)}});
  const auto result = speaker().call(f.url(), "act");
  CHECK(result.failure == errc::call_refused);
  CHECK_THAT(result.detail, ContainsSubstring("-32602: oops"));
}

TEST_CASE("A2A as many tasks are open as calls.callbacks", "[calls]") {
  foreign_agent f({.gets = {task_text("TASK_STATE_WORKING")}});
  auto limits = loopback();
  limits.callbacks = 1;
  limits.at_once = 1;
  speaker s(limits);
  auto call = s.begin(f.url());
  REQUIRE(f.served().waits_for_requests(3)); // it has given up its place
  const auto refused = s.call(f.url());
  CHECK(refused.failure == errc::queue_full);
  CHECK_THAT(refused.detail, ContainsSubstring("calls.callbacks (1)"));
  s.client.reset();
  CHECK(is_dropped(call));
}
