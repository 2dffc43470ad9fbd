#include <limits>

#include "config/protection.hpp"
#include "tests/supervisors/supervised.hpp"

using namespace mesh;
using mesh::test::supervised;

TEST_CASE("T3: all are stopped in reverse order and each is waited for", "[supervision]") {
  supervised s(one_for_one());
  s.up(3);
  s.obeys = {false, false, false};
  s.apply(s.engine.stop_all(s.now()));
  CHECK(s.done() == "stop c");
  CHECK(s.states() == "running running stopping");
  s.down(2, exit_kind::shutdown);
  CHECK(s.done() == "stop b");
  s.down(0); // crashes before its turn: neither restarted nor told to stop
  CHECK(s.done() == "");
  s.down(1, exit_kind::shutdown);
  CHECK(s.done() == "finished");
  CHECK(s.engine.failure().code == errc::none);
}

TEST_CASE("T3: when the whole tree ends all are stopped at once and all are waited for",
          "[supervision]") {
  supervised s(one_for_one());
  s.up(4);
  s.obeys = {false, true, false, false};
  s.apply(s.engine.stop_all_at_once(s.now()));
  CHECK(s.done() == "stop a, stop b, stop c, stop d");
  CHECK(s.states() == "stopping stopped stopping stopping");
  s.down(2, exit_kind::crashed); // not restarted any more
  s.down(0, exit_kind::shutdown);
  CHECK(s.done() == "");
  s.go_on();
  CHECK(s.now_ms == 5'000);
  CHECK(s.done() == "kill d, finished");
  CHECK(s.engine.failure().code == errc::none);
}

TEST_CASE("T3: the whole tree ends in the middle of a stop in order", "[supervision]") {
  supervised s(one_for_one());
  s.up(3);
  s.obeys = {true, false, false};
  s.apply(s.engine.stop_all(s.now()));
  CHECK(s.done() == "stop c");
  s.apply(s.engine.stop_all_at_once(s.now()));
  CHECK(s.done() == "stop a, stop b");
  s.down(1, exit_kind::shutdown);
  s.down(2, exit_kind::shutdown);
  CHECK(s.done() == "finished");
}

TEST_CASE("T3: who does not stop is killed and who does not die is left behind",
          "[supervision]") {
  supervised s(one_for_one());
  s.up(2, {"", restart_kind::permanent, 1'000, true});
  s.obeys = {true, false};
  s.dies = {true, false};
  s.apply(s.engine.stop_all(s.now()));
  CHECK(s.done() == "stop b");
  s.go_on();
  CHECK(s.now_ms == 1'000);
  CHECK(s.done() == "kill b");
  s.go_on();
  CHECK(s.now_ms == 6'000);
  CHECK(s.done() == "abandon b, stop a, finished");
}

TEST_CASE("T3: a stop timeout of 0 kills at once", "[supervision]") {
  supervised s(one_for_one());
  s.up(2, {"", restart_kind::permanent, 0, true});
  s.apply(s.engine.stop_all(s.now()));
  CHECK(s.done() == "kill b, kill a, finished");
}

TEST_CASE("T3: a supervisor without children is finished at once", "[supervision]") {
  supervised s(one_for_all());
  s.apply(s.engine.start_all(s.now()));
  CHECK(s.done() == "");
  s.apply(s.engine.stop_all(s.now()));
  CHECK(s.done() == "finished");
  s.apply(s.engine.stop_all(s.now())); // and only once
  CHECK(s.done() == "");
}

TEST_CASE("T3: stopping takes back what was yet to be started", "[supervision]") {
  supervised s(one_for_one());
  s.up(2);
  s.down(0);
  s.down(0);
  REQUIRE(s.states() == "waiting running");
  s.done();
  s.apply(s.engine.stop_all(s.now()));
  CHECK(s.done() == "stop b, finished");
  CHECK_FALSE(s.engine.next_due());
  s.apply(s.engine.start_child(0, s.now()));
  CHECK(s.done() == "");
}

TEST_CASE("F2: a sibling that crashes while its group is stopped costs no further restart",
          "[supervision]") {
  supervised s(rest_for_one());
  s.up(4);
  s.obeys = {true, true, true, false};
  s.down(1);
  CHECK(s.done() == "stop d");
  s.down(2);
  CHECK(s.engine.restarts() == 1);
  s.down(3, exit_kind::shutdown);
  CHECK(s.done() == "start b, start c, start d");
}

TEST_CASE("F2: a failure before the group joins it", "[supervision]") {
  supervised s(rest_for_one());
  s.up(4);
  s.obeys = {true, true, true, false};
  s.down(2);
  CHECK(s.done() == "stop d");
  s.down(0);
  CHECK(s.done() == ""); // still waiting for d
  s.down(3, exit_kind::shutdown);
  CHECK(s.done() == "stop b, start a, start b, start c, start d");
  CHECK(s.engine.restarts() == 2);
}

TEST_CASE("F2: a failure that joins a group does not cut its delay short", "[supervision]") {
  supervised s(rest_for_one());
  s.up(3);
  s.down(1);
  s.obeys = {true, true, false};
  s.down(1);
  s.down(0); // its own first, but b is yet to wait
  s.done();
  s.down(2, exit_kind::shutdown);
  CHECK(s.states() == "waiting waiting waiting");
  s.go_on();
  CHECK(s.now_ms == 100);
  CHECK(s.done() == "start a, start b, start c");
}

TEST_CASE("F2: a group waits for the delay and comes back in order", "[supervision]") {
  supervised s(one_for_all());
  s.up(3);
  s.down(1);
  s.done();
  s.down(1);
  CHECK(s.done() == "start_later b at 100, stop c, stop a");
  CHECK(s.states() == "waiting waiting waiting");
  s.go_on();
  CHECK(s.done() == "start a, start b, start c");
  CHECK(s.now_ms == 100);
}

TEST_CASE("F2: who comes after one that does not start is not started", "[supervision]") {
  supervised s(rest_for_one());
  s.up(3);
  s.starts[1] = false;
  s.down(0);
  CHECK(s.done() == "stop c, stop b, start a, start b, start_later b at 100");
  CHECK(s.states() == "running waiting waiting");
  s.starts[1] = true;
  s.go_on();
  CHECK(s.done() == "start b, start c");
}

TEST_CASE("T5: children come and go while the supervisor works", "[supervision]") {
  auto settings = supervised::roomy();
  settings.most_children = 3;
  supervised s(one_for_one(), settings);
  s.up(3);
  auto full = s.engine.add_child({"x", restart_kind::permanent, 5'000, true});
  REQUIRE_FALSE(full);
  CHECK(to_string(full.error())
        == "invalid_argument: no room for x: a supervisor has 3 children at most "
           "(supervision.children)");

  s.apply(s.engine.remove_child(1, s.now())); // drained first, by the caller
  CHECK(s.done() == "stop b");
  CHECK(s.states() == "running removed running");
  CHECK(s.engine.add_child({"x", restart_kind::permanent, 5'000, true}) == 1);
  s.apply(s.engine.start_child(1, s.now()));
  CHECK(s.done() == "start x");
  CHECK(s.engine.places() == 3);
}

TEST_CASE("T5: a removed child is no member of a group and not heard of again",
          "[supervision]") {
  supervised s(one_for_all());
  s.up(3);
  s.apply(s.engine.remove_child(1, s.now()));
  s.done();
  s.down(1); // a late word of it
  CHECK(s.done() == "");
  s.down(0);
  CHECK(s.done() == "stop c, start a, start c");
}

TEST_CASE("T5: a child on its way down cannot be started or restarted", "[supervision]") {
  supervised s(one_for_one());
  s.up(1);
  s.obeys = {false};
  s.apply(s.engine.stop_child(0, s.now()));
  s.apply(s.engine.start_child(0, s.now()));
  s.apply(s.engine.child_unresponsive(0, "", s.now()));
  CHECK(s.done() == "stop a");
  s.down(0);
  CHECK(s.done() == "");
  CHECK(s.states() == "stopped");
  CHECK(s.engine.restarts() == 0);
}

TEST_CASE("T5: words about children there are not change nothing", "[supervision]") {
  supervised s(one_for_all());
  s.up(2);
  for (std::size_t place : {std::size_t{2}, std::numeric_limits<std::size_t>::max()}) {
    s.down(place);
    s.apply(s.engine.child_started(place, s.now()));
    s.apply(s.engine.child_unresponsive(place, "", s.now()));
    s.apply(s.engine.start_child(place, s.now()));
    s.apply(s.engine.stop_child(place, s.now()));
    s.apply(s.engine.remove_child(place, s.now()));
  }
  CHECK(s.done() == "");
  CHECK(s.states() == "running running");
}

TEST_CASE("F2: an event costs the same for 3 children and for 300", "[supervision]") {
  auto cost_with = [](std::size_t children) {
    auto settings = supervised::roomy();
    settings.most_children = 300;
    supervised s(one_for_one(), settings);
    s.up(children);
    auto before = s.engine.touched();
    s.down(1);
    s.down(1);
    s.go_on();
    s.apply(s.engine.stop_child(1, s.now()));
    return s.engine.touched() - before;
  };
  CHECK(cost_with(3) > 0);
  CHECK(cost_with(300) == cost_with(3));
}

TEST_CASE("F2: the product of the budgets up the tree bounds a crash loop", "[supervision]") {
  // A lead that crashes at once: every level restarts it as often as it may.
  supervision_config cfg;
  std::uint64_t starts = 0;
  std::function<void(int)> run = [&](int level) {
    const auto& budget = level == 0 ? cfg.cluster : level == 1 ? cfg.sector : cfg.mesh;
    supervised s(one_for_one(), supervision_settings::of(cfg, budget));
    s.add();
    s.apply(s.engine.start_all(s.now()));
    for (;;) {
      level == 0 ? void(++starts) : run(level - 1);
      s.down(0);
      while (s.engine.state(0) == child_state::waiting)
        s.go_on();
      if (s.engine.finished())
        return;
    }
  };
  run(2);
  CHECK(starts == (5 + 1) * (4 + 1) * (3 + 1));
}
