#include "actors/chains/chain_walk.hpp"

#include <random>
#include <set>

#include "actors/chains/eager_regimen.hpp"
#include "actors/chains/notified_regimen.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

time_point at_ms(double ms) {
  return time_point(std::chrono::seconds(100)) + from_ms(ms);
}

/// A board with one chain of three tasks, and an agent that walks along it.
class walk_under_test {
public:
  walk_under_test() {
    cfg.look_floor_ms = 10;
    cfg.look_ceiling_ms = 1'000;
    cfg.look_jitter = 0;
    show(0);
  }

  /// Two tasks run; the second builds on the first.
  void show_two_running() {
    view.tasks[0].phase = task_phase::running;
    view.tasks[1].phase = task_phase::running;
    view.tasks[1].depth = 1;
    show(0);
  }
  void show(double ms) {
    auto next = std::make_unique<chain_view>(view);
    next->version = ++version;
    for (auto& task : next->tasks)
      task.since = at_ms(ms);
    board.publish(7, std::move(next));
  }
  [[nodiscard]] chain_walk::errand errand(std::uint32_t task, std::uint32_t life = 0) {
    return std::make_shared<const chain_errand>(chain_errand{
        chain_board::handle(board, 7), task, life, view.run, regimen, &counters, {}});
  }

  chain_view view = [] {
    chain_view made;
    made.tasks.resize(3);
    return made;
  }();
  chain_board board;
  std::uint64_t version = 0;
  chains_config cfg;
  walk_counters counters;
  eager_regimen eager;
  const access_regimen* regimen = &eager;
  std::mt19937_64 random{1};
  chain_walk walk{cfg, [this] {
                    return std::uniform_real_distribution<>()(random);
                  }};
};

} // namespace

TEST_CASE("V2 what is left behind is rechecked until it is verified", "[chains]") {
  walk_under_test t;
  t.view.tasks[0].phase = task_phase::running;
  t.show(0);
  REQUIRE(t.walk.begin(t.errand(0), at_ms(0)));
  t.walk.end(true, at_ms(20));
  CHECK(t.walk.left_behind() == 1);
  for (int i = 1; i <= 5; ++i) {
    CHECK(t.walk.next_look() == at_ms(20 + 10 * i));
    CHECK(t.walk.look(at_ms(20 + 10 * i)));
  }
  CHECK(t.walk.left_behind() == 1);
  t.view.tasks[0].phase = task_phase::verified;
  t.show(72);
  CHECK(t.walk.look(at_ms(80)));
  CHECK(t.walk.left_behind() == 0);
  CHECK_FALSE(t.walk.next_look());
  CHECK(t.counters.rechecked == 1);
  REQUIRE(t.walk.seen().took_ms().size() == 1);
  CHECK(t.walk.seen().took_ms()[0] == Approx(52)); // as the board says, not as it was seen
}

TEST_CASE("V3 what is in hand is flushed when it was built on something wrong", "[chains]") {
  walk_under_test t;
  t.view.tasks[1].phase = task_phase::running;
  t.view.tasks[1].depth = 1;
  t.show(0);
  REQUIRE(t.walk.begin(t.errand(1), at_ms(0)));
  CHECK(t.walk.look(at_ms(10)));
  t.view.tasks[1] = {};
  t.view.tasks[1].lives = 1;
  t.show(12);
  CHECK(t.walk.look(at_ms(15))); // no look is due
  CHECK_FALSE(t.walk.look(at_ms(20)));
  CHECK(t.counters.flushed == 1);
  CHECK_FALSE(t.walk.next_look());
  t.walk.end(false, at_ms(21)); // it is in hand no more
  CHECK(t.walk.left_behind() == 0);
  CHECK_FALSE(t.walk.begin(t.errand(1), at_ms(30))); // an old order, begun too late
  CHECK(t.walk.begin(t.errand(1, 1), at_ms(30)));
}

TEST_CASE("V3 a task left behind that was refuted has the one in hand looked at", "[chains]") {
  walk_under_test t;
  t.show_two_running();
  REQUIRE(t.walk.begin(t.errand(0), at_ms(0)));
  t.walk.end(true, at_ms(1));
  REQUIRE(t.walk.begin(t.errand(1), at_ms(9)));
  t.view.tasks[0].lives = 1;
  t.view.tasks[1].lives = 1;
  t.show(10);
  CHECK_FALSE(t.walk.look(at_ms(11))); // due for the first, too early for the second
  CHECK(t.walk.left_behind() == 0);
  CHECK(t.walk.seen().refutation_rate() > 0.1);
}

TEST_CASE("V2 nothing is looked for when all it builds on is verified", "[chains]") {
  walk_under_test t;
  t.view.tasks[0].phase = task_phase::running;
  t.show(0);
  REQUIRE(t.walk.begin(t.errand(0), at_ms(5)));
  CHECK_FALSE(t.walk.next_look());
}

TEST_CASE("V6 a new scheduler does again what was not verified", "[chains]") {
  walk_under_test t;
  t.show_two_running();
  REQUIRE(t.walk.begin(t.errand(0), at_ms(0)));
  t.walk.end(true, at_ms(1));
  REQUIRE(t.walk.begin(t.errand(1), at_ms(2)));
  t.view.run = 1;
  t.view.tasks[0].phase = task_phase::verified;
  t.show(3);
  CHECK_FALSE(t.walk.look(at_ms(20)));
  CHECK(t.walk.left_behind() == 0);
}

TEST_CASE("V5 a board that is older than the task flushes nothing", "[chains]") {
  walk_under_test t; // shows all tasks waiting
  CHECK(t.walk.begin(t.errand(1, 3), at_ms(0)));
  CHECK(t.walk.next_look() == at_ms(10));
}

TEST_CASE("V5 V10 looks keep their distance, whatever the regimen says, and are spread",
          "[chains]") {
  class hasty : public access_regimen {
  public:
    [[nodiscard]] std::string_view name() const override { return "hasty"; }
    [[nodiscard]] std::optional<double> next_look_ms(double, const verification_history&,
                                                     const chains_config&) const override {
      return 0;
    }
  };
  walk_under_test t;
  const hasty wrong;
  t.regimen = &wrong;
  t.cfg.look_jitter = 0.5;
  auto moment = at_ms(0);
  REQUIRE(t.walk.begin(t.errand(0), moment));
  std::set<duration> waits;
  for (int i = 0; i < 20; ++i) {
    auto next = *t.walk.next_look();
    CHECK(next - moment >= milliseconds(10));
    CHECK(next - moment <= milliseconds(15));
    waits.insert(next - moment);
    moment = next;
    REQUIRE(t.walk.look(moment));
  }
  CHECK(waits.size() > 15);
}

TEST_CASE("V5 who is notified looks at the news, and at the ceiling", "[chains]") {
  walk_under_test t;
  const notified_regimen notified;
  t.regimen = &notified;
  t.view.tasks[0].phase = task_phase::running;
  t.show(0);
  REQUIRE(t.walk.begin(t.errand(0), at_ms(0)));
  t.walk.end(true, at_ms(5));
  CHECK(t.walk.take_watched().size() == 1);
  CHECK(t.walk.take_watched().empty()); // once for each of the chain's moves
  CHECK(t.walk.next_look() == at_ms(1'005));
  t.walk.moved(at_ms(50));
  CHECK(t.walk.next_look() == at_ms(50));
  CHECK(t.walk.look(at_ms(50)));
  CHECK(t.walk.left_behind() == 1);
  CHECK(t.walk.take_watched().size() == 1);
}

TEST_CASE("V2 an agent leaves no more behind than it can recheck", "[chains]") {
  walk_under_test t;
  t.cfg.left_behind = 2;
  for (std::uint32_t task = 0; task < 2; ++task) {
    REQUIRE(t.walk.has_room());
    REQUIRE(t.walk.begin(t.errand(task), at_ms(task)));
    t.walk.end(true, at_ms(task + 1));
  }
  CHECK_FALSE(t.walk.has_room());
}
