#include "supervisors/supervision.hpp"

#include <stdexcept>

#include "config/protection.hpp"
#include "tests/supervisors/shorthand.hpp"
#include "tests/supervisors/supervised.hpp"

using namespace mesh;
using namespace mesh::testing;
using mesh::test::at_ms;
using mesh::test::supervised;

namespace {

child_spec of(restart_kind kind) {
  return {"", kind, 5'000, true};
}

} // namespace

TEST_CASE("T3: children are started one after the other", "[supervision]") {
  supervised s(one_for_one());
  for (int i = 0; i < 3; ++i)
    s.add();
  auto first = s.engine.start_all(s.now());
  REQUIRE(first.size() == 1); // b waits until a is up
  CHECK(s.states() == "starting queued queued");
  s.apply(first);
  CHECK(s.done() == "start a, start b, start c");
  CHECK(s.states() == "running running running");
}

TEST_CASE("F2: every restart kind, exit kind and strategy", "[supervision]") {
  auto kind = GENERATE(permanent, transient, temporary);
  auto exit = GENERATE(exit_kind::normal, exit_kind::shutdown, exit_kind::crashed,
                       exit_kind::killed, exit_kind::failed_to_start, exit_kind::unresponsive);
  auto strategy = GENERATE(0, 1, 2);
  supervised s(std::vector{one_for_one(), rest_for_one(), one_for_all()}[strategy]);
  s.up(4, of(kind));
  CAPTURE(to_string(kind), to_string(exit), strategy);

  s.down(1, exit);
  while (s.engine.state(1) == child_state::waiting)
    REQUIRE(s.go_on());
  auto later = exit == exit_kind::failed_to_start; // such a one is not tried at once
  auto restarts =
      kind == permanent
      || (kind == transient && exit != exit_kind::normal && exit != exit_kind::shutdown);
  std::string wait = later ? "start_later b at 100, " : "";
  CHECK(s.engine.restarts() == (restarts ? 1 : 0));
  if (!restarts) {
    CHECK(s.done() == "");
    CHECK(s.states() == "running stopped running running");
  } else if (strategy == 0) {
    CHECK(s.done() == wait + "start b");
  } else if (strategy == 1) {
    CHECK(s.done() == wait + "stop d, stop c, start b, start c, start d");
  } else {
    CHECK(s.done() == wait + "stop d, stop c, stop a, start a, start b, start c, start d");
  }
  CHECK(s.engine.failure().code == errc::none);
}

TEST_CASE("F2: in a group a temporary sibling is stopped for good", "[supervision]") {
  supervised s(one_for_all());
  s.add(of(permanent));
  s.add(of(temporary));
  s.add(of(transient));
  s.apply(s.engine.start_all(s.now()));
  s.done();
  s.down(0);
  CHECK(s.done() == "stop c, stop b, start a, start c");
  CHECK(s.states() == "running stopped running");
}

TEST_CASE("F2: what is finished or was stopped on purpose is not revived with a group",
          "[supervision]") {
  supervised s(one_for_all());
  s.up(4, of(transient));
  s.down(1, exit_kind::normal);
  s.apply(s.engine.stop_child(2, s.now()));
  s.done();
  s.down(0);
  CHECK(s.done() == "stop d, start a, start d");
}

TEST_CASE("F2: a healthy child is back at once and one that crashes in a row after delays",
          "[supervision]") {
  supervised s(one_for_one());
  s.up(2);
  s.down(0);
  CHECK(s.done() == "start a"); // in the same moment
  s.down(0);
  CHECK(s.done() == "start_later a at 100");
  CHECK(s.states() == "waiting running");
  REQUIRE(s.go_on());
  CHECK(s.done() == "start a");
  s.down(0);
  CHECK(s.done() == "start_later a at 300");
  s.go_on();
  s.down(1); // its own history, not that of its sibling
  CHECK(s.done() == "start a, start b");
}

TEST_CASE("F2: a child that was up for the time of its budget is healthy", "[supervision]") {
  auto up_for = GENERATE(59'999.0, 60'000.0);
  supervised s(one_for_one());
  s.up(1);
  s.down(0);
  s.now_ms += up_for;
  s.done();
  s.down(0);
  CHECK(s.done() == (up_for < 60'000 ? "start_later a at 60099" : "start a"));
}

TEST_CASE("F2: jitter shortens a delay", "[supervision]") {
  auto settings = supervised::roomy();
  settings.delays.jitter = 0.5;
  supervised s(one_for_one(), settings);
  s.up(1);
  s.random01 = 1;
  s.down(0);
  s.down(0);
  CHECK(s.done() == "start a, start_later a at 50");
}

TEST_CASE("F2: one restart more than the budget in its window escalates", "[supervision]") {
  auto settings = supervised::roomy();
  settings.together = {3, 1'000};
  auto fourth_at = GENERATE(999.0, 1'000.0);
  supervised s(one_for_one(), settings);
  s.up(5);
  for (std::size_t i = 0; i < 3; ++i)
    s.down(i);
  CHECK(s.done() == "start a, start b, start c");
  s.now_ms = fourth_at;
  s.down(3, exit_kind::crashed, "bad_alloc");
  if (fourth_at == 1'000.0) {
    CHECK(s.done() == "start d");
    return;
  }
  CHECK(s.done() == "escalate d, stop e, stop c, stop b, stop a, finished");
  CHECK(s.engine.failure()
        == error{errc::restart_budget_spent,
                 "all children together used up 3 restarts within 1000 ms; the last: d "
                 "crashed, bad_alloc",
                 "find out why it fails, then heal it"});
  CHECK(s.engine.finished());
}

TEST_CASE("F2: a child that spends its own budget is given up and the others go on",
          "[supervision]") {
  auto settings = supervised::roomy();
  settings.each = {2, 60'000};
  supervised s(one_for_one(), settings);
  s.up(3, {"", permanent, 5'000, false});
  for (int crash = 0; crash < 3; ++crash) {
    s.down(1);
    while (s.engine.state(1) == child_state::waiting)
      s.go_on();
  }
  CHECK(s.done() == "start b, start_later b at 100, start b, give_up b");
  CHECK(s.states() == "running given_up running");
  CHECK(s.engine.failure().code == errc::none);

  s.apply(s.engine.start_child(1, s.now())); // healed, with a new budget
  s.down(1);
  CHECK(s.done() == "start b, start b");
}

TEST_CASE("F2: without an essential child the supervisor escalates", "[supervision]") {
  auto settings = supervised::roomy();
  settings.each = {0, 60'000};
  supervised s(one_for_one(), settings);
  s.up(3);
  s.down(1, exit_kind::killed);
  CHECK(s.done() == "escalate b, stop c, stop a, finished");
  CHECK(s.engine.failure().code == errc::restart_budget_spent);
}

TEST_CASE("F2: at the top nobody is above, so a child is given up and the others go on",
          "[supervision]") {
  auto settings = supervised::roomy();
  settings.each = {1, 60'000};
  settings.together = {2, 60'000};
  settings.top = true;
  supervised s(one_for_one(), settings);
  s.up(3);
  s.down(1, exit_kind::killed);
  s.down(1, exit_kind::killed);
  CHECK(s.engine.state(1) == child_state::given_up);
  CHECK(s.engine.state(0) == child_state::running);
  CHECK(s.engine.failure().code == errc::none);

  s.down(0, exit_kind::killed); // spends what all have together
  s.down(2, exit_kind::killed);
  CHECK(s.engine.state(2) == child_state::given_up);
  CHECK_FALSE(s.engine.finished());

  s.engine.start_child(1, at_ms(0)); // healed: all budgets are new
  s.engine.child_started(1, at_ms(0));
  s.down(1, exit_kind::killed);
  CHECK(s.engine.state(1) != child_state::given_up);
}

TEST_CASE("F2: a group restart is one restart in the budget", "[supervision]") {
  auto settings = supervised::roomy();
  settings.together = {1, 60'000};
  supervised s(one_for_all(), settings);
  s.up(3);
  s.down(0);
  CHECK(s.engine.restarts() == 1);
  CHECK(s.engine.failure().code == errc::none);
}

TEST_CASE("F2: a child that dies in its constructor ends in escalation and never spins",
          "[supervision]") {
  auto strategy = GENERATE(0, 1, 2);
  supervision_config cfg;
  supervised s(std::vector{one_for_one(), rest_for_one(), one_for_all()}[strategy],
               supervision_settings::of(cfg, cfg.cluster));
  for (int i = 0; i < 3; ++i)
    s.add();
  s.starts[1] = false;
  s.apply(s.engine.start_all(s.now()));
  int steps = 0;
  double last_ms = 0;
  while (!s.engine.finished()) {
    REQUIRE(s.go_on());
    REQUIRE(++steps < 100);
    CHECK(s.now_ms > last_ms); // each try is later than the one before
    last_ms = s.now_ms;
  }
  CHECK(s.engine.failure().code == errc::restart_budget_spent);
  CHECK(s.engine.restarts() == 5);
  CHECK(s.now_ms >= 100 + 100 + 200 + 400 + 800);
  CHECK(s.states() == "stopped stopped stopped");
  CHECK_FALSE(s.engine.next_due());
}

TEST_CASE("F2: a child that is not up in time failed to start", "[supervision]") {
  supervised s(one_for_one());
  s.add();
  auto start = s.engine.start_all(s.now());
  REQUIRE(start.size() == 1);
  REQUIRE(s.go_on()); // nobody says that it is up
  CHECK(s.now_ms == 10'000);
  CHECK(s.done() == "kill a, start_later a at 10100");
}

TEST_CASE("F2: an unresponsive child is killed before there is another", "[supervision]") {
  supervised s(one_for_one());
  s.up(2);
  s.dies[0] = false;
  s.apply(s.engine.child_unresponsive(0, "silent for 30 s", s.now()));
  CHECK(s.done() == "kill a");
  CHECK(s.states() == "killing running");
  SECTION("it dies") {
    s.down(0, exit_kind::killed);
    CHECK(s.done() == "start a");
  }
  SECTION("it does not even die, and is forgotten") {
    s.go_on();
    CHECK(s.done() == "abandon a, start a");
    CHECK(s.now_ms == 5'000);
  }
  CHECK(s.engine.restarts() == 1);
}

TEST_CASE("F2: a strategy that throws escalates with the exception's text", "[supervision]") {
  struct thrower final : supervision_strategy {
    bool in_decide;
    explicit thrower(bool d) : in_decide(d) {}
    [[nodiscard]] std::string_view name() const override { return "mine"; }
    [[nodiscard]] std::vector<std::size_t> affected(std::size_t, std::size_t) const override {
      throw std::runtime_error("no idea");
    }
    [[nodiscard]] verdict decide(const child_failure&) const override {
      return in_decide ? throw std::runtime_error("no idea") : verdict::restart;
    }
  };
  supervised s(std::make_shared<thrower>(GENERATE(true, false)));
  s.up(2);
  s.down(0);
  CHECK(s.done() == "escalate a, stop b, finished");
  CHECK(to_string(s.engine.failure()) == "strategy_failed: mine threw: no idea");
}

TEST_CASE("F2: a strategy that names children there are not escalates", "[supervision]") {
  struct wrong final : supervision_strategy {
    std::vector<std::size_t> answer;
    explicit wrong(std::vector<std::size_t> a) : answer(std::move(a)) {}
    [[nodiscard]] std::string_view name() const override { return "mine"; }
    [[nodiscard]] std::vector<std::size_t> affected(std::size_t, std::size_t) const override {
      return answer;
    }
  };
  using places = std::vector<std::size_t>;
  auto answer = GENERATE(places{}, places{1}, places{0, 9}, places{1, 0}, places{0, 0});
  supervised s(std::make_shared<wrong>(answer));
  s.up(2);
  s.down(0);
  CHECK(s.engine.failure().code == errc::strategy_failed);
  CHECK(s.engine.finished());
}

TEST_CASE("F2: a strategy may give a child up or escalate at once", "[supervision]") {
  struct judge final : supervision_strategy {
    [[nodiscard]] std::string_view name() const override { return "judge"; }
    [[nodiscard]] std::vector<std::size_t> affected(std::size_t failed,
                                                    std::size_t) const override {
      return {failed};
    }
    [[nodiscard]] verdict decide(const child_failure& what) const override {
      return what.detail == "poison" ? verdict::give_up : verdict::escalate;
    }
  };
  supervised s(std::make_shared<judge>());
  s.up(2);
  s.down(0, exit_kind::crashed, "poison");
  CHECK(s.done() == "give_up a");
  s.down(1, exit_kind::crashed, "plague");
  CHECK(s.done() == "escalate b, finished");
  CHECK(to_string(s.engine.failure()) == "agent_down: b ended: crashed, plague");
}
