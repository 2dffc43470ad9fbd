// Agents behind a URL over the lives of their actors.
#include "actors/work/http/called_agent.hpp"

#include "actors/work/http/http_work.hpp"
#include "actors/work/kinds.hpp"
#include "config/config.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Keeps calls until the test answers them.
struct kept_calls final : web_caller {
  struct kept {
    web_call what;
    work_done done;
  };
  std::vector<kept> all;
  std::vector<token> cancelled;
  time_point moment{1h};
  bool full = false;

  tl::expected<token, error> call(web_call what, work_done done) override {
    if (full)
      return tl::unexpected(error{errc::queue_full, "many wait"});
    all.push_back({std::move(what), std::move(done)});
    return all.size();
  }
  void cancel(token which) override { cancelled.push_back(which); }
  [[nodiscard]] time_point now() const override { return moment; }
};

struct called_world {
  std::shared_ptr<kept_calls> calls = std::make_shared<kept_calls>();
  std::shared_ptr<called_agent> agent =
      std::make_shared<called_agent>(calls, http_work_config{.url = "https://a/f"});
  std::vector<work_result> results;

  std::optional<work_result> start(std::uint64_t id, std::string_view verb = "decide",
                                   std::uint8_t attempt = 0, duration time_left = 10s) {
    job what{.id = {id}, .agent = {1, 2, 3}, .verb = verb, .payload = "hello"};
    what.time_left = time_left;
    what.attempt = attempt;
    return agent->start(what, [this]() -> work_done {
      return [this](work_result r) {
        results.push_back(std::move(r));
      };
    });
  }
  void answer(std::size_t call) {
    auto result = work_result::ready("done");
    result.round_trip_ms = 12;
    calls->all.at(call).done(std::move(result));
  }
};

} // namespace

TEST_CASE("a job is given to the function with its limits, and its answer is the result",
          "[work]") {
  called_world w;
  CHECK_FALSE(w.start(1));
  REQUIRE(w.calls->all.size() == 1);
  CHECK(w.calls->all[0].what.to.url == "https://a/f");
  CHECK(w.calls->all[0].what.what.payload == "hello");
  CHECK_FALSE(w.calls->all[0].what.acts);
  CHECK(w.agent->round_trip_ms() == 0);
  w.answer(0);
  REQUIRE(w.results.size() == 1);
  CHECK(w.results[0].value == "done");
  CHECK(w.agent->round_trip_ms() == Approx(12));
  CHECK_FALSE(w.start(2, "act"));
  CHECK(w.calls->all[1].what.acts);
}

TEST_CASE("M3 a job without time left is not given to the function", "[work]") {
  called_world w;
  const auto refused = w.start(1, "decide", 0, 0s);
  REQUIRE(refused);
  CHECK(refused->failure == errc::expired);
  CHECK_THAT(refused->detail, ContainsSubstring("https://a/f"));
  CHECK(w.calls->all.empty());
}

TEST_CASE("a job that finds no place among the calls says so, and may come again", "[work]") {
  called_world w;
  w.calls->full = true;
  const auto refused = w.start(1);
  REQUIRE(refused);
  CHECK(refused->failure == errc::queue_full);
  w.calls->full = false;
  CHECK_FALSE(w.start(1));
  CHECK(w.calls->all.size() == 1);
}

TEST_CASE("M3 a withdrawn call is cancelled, and an answer that crosses that counts for nobody",
          "[work]") {
  called_world w;
  w.start(1);
  w.agent->withdraw({1});
  w.agent->withdraw({7}); // nobody
  CHECK(w.calls->cancelled == std::vector<web_caller::token>{1});
  w.answer(0);
  CHECK(w.results.empty());
  w.start(1); // asked anew
  w.answer(0);
  CHECK(w.results.empty());
  w.answer(1);
  CHECK(w.results.size() == 1);
}

TEST_CASE("M4 an actor that crashed costs its function no second call", "[work]") {
  called_world w;
  w.start(1, "act");
  w.start(2, "act");
  w.agent->orphan();
  CHECK(w.calls->cancelled.empty());
  w.answer(0); // kept for the next actor
  CHECK(w.results.empty());
  const auto known = w.start(1, "act", 1);
  REQUIRE(known);
  CHECK(known->value == "done");
  CHECK_FALSE(w.start(2, "act", 1)); // the function is at it still
  w.answer(1);
  CHECK(w.results.size() == 1);
  CHECK(w.calls->all.size() == 2);
}

TEST_CASE("the answer of a function that no actor has asked for in its time is forgotten",
          "[work]") {
  called_world w;
  w.start(1, "decide");
  w.agent->orphan();
  w.answer(0);
  w.calls->moment += 11s;
  CHECK_FALSE(w.start(1, "decide", 1));
  CHECK(w.calls->all.size() == 2);
}

TEST_CASE("M3 a job that acts and that somebody may have begun already is not begun again",
          "[work]") {
  called_world w;
  const auto refused = w.start(1, "act", 1);
  REQUIRE(refused);
  CHECK(refused->failure == errc::unknown);
  CHECK_THAT(refused->detail, ContainsSubstring("check whether it was done"));
  CHECK_FALSE(w.start(2, "decide", 1));
  CHECK(w.calls->all.size() == 1);
}

TEST_CASE("the end of an actor's work leaves its calls alone", "[work]") {
  called_world w;
  auto body = make_http_work(w.agent);
  CHECK(body->cancels());
  CHECK(body->measures_own_link());
  w.start(1);
  body.reset();
  w.answer(0);
  CHECK(w.results.empty());
  CHECK(w.start(1)->value == "done");
}

TEST_CASE("agents behind a URL need a process that can call, and real time", "[work]") {
  config cfg;
  work_site here{cfg, nullptr};
  const auto opened = [&here] {
    return work_kinds::http().open(here);
  };
  REQUIRE(opened());
  CHECK_FALSE(*opened()); // no agent is behind a URL
  cfg.agents = {
      {.where = scope(agent_id{0, 0, 0}), .http = http_work_config{.url = "https://a"}}};
  CHECK(opened().error().code == errc::unsupported);
  const auto calls = std::make_shared<kept_calls>();
  here.calls = [&](const calls_config&) {
    return tl::expected<std::shared_ptr<web_caller>, error>(calls);
  };
  here.virtual_time = true;
  CHECK(opened().error().code == errc::unsupported);
  here.virtual_time = false;
  const auto maker = opened();
  REQUIRE(maker);
  CHECK_FALSE((*maker)({}));
  agent_identity called;
  called.http = &*cfg.agents[0].http;
  CHECK((*maker)(called));
}
