// X1, M3: functions that take a job (202) and answer it later.
#include <nlohmann/json.hpp>

#include "runtime/calls/callback_book.hpp"
#include "tests/calls/caller.hpp"

using namespace mesh;
using namespace mesh::calls;
using namespace mesh::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr auto answered_later = R"({"state": 1, "value": "done"})";
const auto taken = answer_text(202, "");

/// A door that functions can come to, and a caller that tells them so.
struct later_world {
  std::shared_ptr<callback_book> book = std::make_shared<callback_book>();
  caller t;

  explicit later_world(const calls_config& limits = loopback()) : t(limits, book) {
    book->serve("https://mesh.example:7443/");
  }
  callback_end give(const std::string& token, const std::string& body = answered_later) const {
    return book->give(token, body).how;
  }
};

std::string token_in(const received_call& call) {
  const std::string url = nlohmann::json::parse(call.body).at("callback");
  const std::string before = "https://mesh.example:7443/v1/answers/";
  REQUIRE(url.starts_with(before));
  return url.substr(before.size());
}

} // namespace

TEST_CASE("X1 a function that takes a job answers it later, once", "[calls]") {
  scripted_function f(always(taken));
  later_world w;
  auto call = w.t.begin({.url = f.url()});
  REQUIRE(f.waits_for_requests(1));
  const auto token = token_in(f.received()[0]);
  CHECK(w.give(token) == callback_end::taken);
  const auto result = caller::result_of(std::move(call));
  CHECK(result.value == "done");
  CHECK(result.failure == errc::none);
  CHECK(result.processing_ms >= 0);
  CHECK(w.give(token) == callback_end::answered);
  CHECK(f.received().size() == 1);
}

TEST_CASE("X1 an answer may overtake the answer to its call", "[calls]") {
  scripted_function f(silent);
  later_world w;
  auto call = w.t.begin({.url = f.url()}, "act");
  REQUIRE(f.waits_for_requests(1));
  CHECK(w.give(token_in(f.received()[0])) == callback_end::taken);
  CHECK(caller::result_of(std::move(call)).value == "done");
  CHECK(f.waits_for_hangups(1));
}

TEST_CASE("X1 the answers of all POSTs of a job have one token", "[calls]") {
  scripted_function f(in_order({answer_text(503, ""), taken}));
  later_world w;
  auto call = w.t.begin({.url = f.url()});
  REQUIRE(f.waits_for_requests(2));
  const auto token = token_in(f.received()[0]);
  CHECK(token_in(f.received()[1]) == token);
  w.give(token);
  CHECK(caller::result_of(std::move(call)).value == "done");
}

TEST_CASE("X1 an answer at once leaves nothing to answer later", "[calls]") {
  scripted_function f(always(good));
  later_world w;
  CHECK(w.t.call(f).value == "done");
  CHECK(w.give(token_in(f.received()[0])) == callback_end::answered);
}

TEST_CASE("M3 a function that takes a job and never answers is named, in its time", "[calls]") {
  scripted_function f(always(taken));
  later_world w;
  const auto [verb, code] = GENERATE(
      table<std::string, errc>({{"decide", errc::call_timeout}, {"act", errc::unknown}}));
  const auto result = w.t.call({.url = f.url(), .callback_ms = 1}, verb);
  CHECK(result.failure == code);
  CHECK_THAT(result.detail, ContainsSubstring(f.url()) && ContainsSubstring("202")
                                && ContainsSubstring("callback_ms"));
  CHECK(w.give(token_in(f.received()[0])) == callback_end::too_late);
}

TEST_CASE("M3 a job that is answered later waits no longer than its caller", "[calls]") {
  scripted_function f(always(taken));
  later_world w;
  CHECK(w.t.call({.url = f.url()}, "decide", 500ms).failure == errc::call_timeout);
}

TEST_CASE("M3 an answer that is none counts as it does at once", "[calls]") {
  scripted_function f(always(taken));
  later_world w;
  const auto [verb, code] = GENERATE(
      table<std::string, errc>({{"decide", errc::call_bad_answer}, {"act", errc::unknown}}));
  auto call = w.t.begin({.url = f.url()}, verb);
  REQUIRE(f.waits_for_requests(1));
  CHECK(w.give(token_in(f.received()[0]), "[]") == callback_end::bad);
  CHECK(caller::result_of(std::move(call)).failure == code);
}

TEST_CASE("M3 an answer to a job that was withdrawn is too late", "[calls]") {
  scripted_function f(always(taken));
  later_world w;
  auto call = w.t.begin({.url = f.url()});
  REQUIRE(f.waits_for_requests(1));
  w.t.cancel_newest();
  CHECK(is_dropped(call));
  CHECK(w.give(token_in(f.received()[0])) == callback_end::too_late);
}

TEST_CASE("M3 a mesh that ends waits for no answers", "[calls]") {
  scripted_function f(always(taken));
  later_world w;
  auto call = w.t.begin({.url = f.url()});
  REQUIRE(f.waits_for_requests(1));
  w.t.end();
  CHECK(is_dropped(call));
  CHECK(w.give(token_in(f.received()[0])) == callback_end::too_late);
}

TEST_CASE("jobs that are answered later take no place of others", "[calls]") {
  scripted_function slow(always(taken));
  scripted_function quick(always(good));
  auto limits = loopback();
  limits.at_once = 1;
  limits.waiting = 0;
  later_world w(limits);
  std::vector<std::future<work_result>> all;
  for (std::uint64_t id = 1; id <= 5; ++id) {
    // The place of the one before is free when the next call is let in.
    for (auto in = false; !in;) {
      auto one = w.t.begin({.url = slow.url()}, "decide", 1min, id);
      in = one.wait_for(0s) != std::future_status::ready;
      if (in)
        all.push_back(std::move(one));
    }
    REQUIRE(slow.waits_for_requests(id));
  }
  for (auto result = w.t.call(quick); result.value != "done"; result = w.t.call(quick))
    REQUIRE(result.failure == errc::queue_full);
  for (const auto& call : slow.received())
    CHECK(w.give(token_in(call)) == callback_end::taken);
  for (auto& one : all)
    CHECK(caller::result_of(std::move(one)).value == "done");
}

TEST_CASE("as many answers are awaited as calls.callbacks", "[calls]") {
  scripted_function f(always(taken));
  auto limits = loopback();
  limits.callbacks = 1;
  later_world w(limits);
  auto call = w.t.begin({.url = f.url()});
  REQUIRE(f.waits_for_requests(1));
  const auto refused = w.t.call(f);
  CHECK(refused.failure == errc::queue_full);
  CHECK_THAT(refused.detail, ContainsSubstring("calls.callbacks (1)"));
  CHECK(f.received().size() == 1);
}

TEST_CASE("a function is told no URL that it cannot come to, and cannot answer later",
          "[calls]") {
  scripted_function f(always(taken));
  later_world w;
  w.book->serve({});
  const auto result = w.t.call(f);
  CHECK(result.failure == errc::call_bad_answer);
  CHECK_THAT(result.detail,
             ContainsSubstring("the status 202") && ContainsSubstring("gateway.callback_url"));
  CHECK_FALSE(nlohmann::json::parse(f.received()[0].body).contains("callback"));
}
