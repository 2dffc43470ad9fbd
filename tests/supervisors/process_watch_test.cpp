#include "supervisors/process_watch.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

constexpr double period_ms = 250;

time_point at_ms(double ms) {
  return time_point{} + from_ms(ms);
}

/// A process whose beats come when the test says, and whose watch is asked meanwhile.
struct watched {
  explicit watched(failures_config cfg = {}) : watch(cfg, time_point{}) {}
  /// The next beat arrives that much too late.
  process_watch::news beat(double late_ms = 0) {
    auto due = now_ms + period_ms;
    now_ms = due + late_ms;
    return watch.beat(at_ms(due), at_ms(now_ms));
  }
  void on_time_for(double ms) {
    for (auto end = now_ms + ms; now_ms < end;)
      beat();
  }
  [[nodiscard]] double listening_ms(double after_ms = 0) const {
    return to_ms(watch.listening(at_ms(now_ms + after_ms)) - time_point{});
  }
  [[nodiscard]] bool judges(double after_ms = 0) const {
    return watch.judges(at_ms(now_ms + after_ms));
  }
  bool may_die(scope::level of = scope::level::agent) {
    return watch.may_die(of, at_ms(now_ms));
  }

  double now_ms = 0;
  process_watch watch;
};

} // namespace

TEST_CASE("F2 a process that runs on time listens all the time and judges", "[watch]") {
  watched p;
  for (int i = 0; i < 100; ++i)
    CHECK_FALSE(p.beat(i % 3 * 10));
  CHECK(p.listening_ms() == Approx(p.now_ms));
  CHECK(p.listening_ms(100) == Approx(p.now_ms + 100));
  CHECK(p.judges());
  CHECK(p.watch.at(at_ms(p.now_ms)).times_starved == 0);
}

TEST_CASE("F2 time in which the process was stopped is nobody's silence", "[watch]") {
  watched p;
  p.on_time_for(10'000);
  const auto before = p.listening_ms();
  // Whoever runs before the watch itself, after 45 s, sees one period and no more.
  CHECK(p.listening_ms(45'000) == Approx(before + period_ms));
  CHECK_FALSE(p.judges(45'000));
  auto said = p.beat(45'000);
  REQUIRE(said);
  CHECK(*said == "this process was stopped or starved: its timers and actors were 45.0 s late");
  CHECK(p.listening_ms() == Approx(before + period_ms));
  auto seen = p.watch.at(at_ms(p.now_ms));
  CHECK(seen.starved);
  CHECK(seen.late_ms == Approx(45'000));
  CHECK(seen.away_ms == Approx(45'000));
  CHECK(seen.times_starved == 1);
}

TEST_CASE("F2 after a stop nobody is judged before beats were on time for a while", "[watch]") {
  watched p;
  p.beat(45'000);
  process_watch::news said;
  double waited = 0;
  for (; !said && waited < 60'000; waited += period_ms) {
    CHECK_FALSE(p.judges());
    CHECK_FALSE(p.may_die());
    said = p.beat();
  }
  CHECK(waited == Approx(5'000));
  REQUIRE(said);
  CHECK(*said == "this process runs on time again; it received nothing for 45.0 s");
  CHECK(p.judges());
  CHECK(p.may_die());
}

TEST_CASE("F2 a process that starves stays starved, and says so once", "[watch]") {
  watched p;
  CHECK(p.beat(1'500));
  for (int i = 0; i < 50; ++i) {
    CHECK_FALSE(p.beat(i % 2 == 0 ? 0 : 1'500)); // now and then it gets through
    CHECK_FALSE(p.judges());
  }
  CHECK(p.watch.at(at_ms(p.now_ms)).times_starved == 1);
  CHECK(p.listening_ms() < p.now_ms / 2);
  p.on_time_for(6'000);
  CHECK(p.judges());
  CHECK(p.beat(1'001));
  CHECK(p.watch.at(at_ms(p.now_ms)).times_starved == 2);
}

TEST_CASE("F2 the listening clock never runs backwards, and catches up what is no starvation",
          "[watch]") {
  watched p;
  std::uint64_t state = 1;
  auto chance = [&](std::uint64_t below) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state >> 33U) % below;
  };
  double listened = 0;
  double read_at = 0;
  for (int i = 0; i < 2'000; ++i) {
    const auto late = chance(4) == 0 ? static_cast<double>(chance(10'000)) : 0.0;
    for (auto ahead : {0.0, period_ms / 3, period_ms + late}) {
      auto now = p.listening_ms(ahead);
      CHECK(now >= listened);
      CHECK(now <= p.now_ms + ahead + 1e-6);
      CHECK(now - listened <= p.now_ms + ahead - read_at + 1'000 + 1e-6);
      listened = now;
      read_at = p.now_ms + ahead;
    }
    p.beat(late);
  }
}

TEST_CASE("F2 not more die of silence at a time than the bound, level by level", "[watch]") {
  failures_config cfg;
  cfg.silent_deaths = 3;
  watched p(cfg);
  for (int i = 0; i < 3; ++i)
    CHECK(p.may_die());
  CHECK_FALSE(p.may_die());
  CHECK(p.may_die(scope::level::cluster)); // a lead is needed all the same
  CHECK(p.may_die(scope::level::all));
  auto said = p.beat();
  REQUIRE(said);
  CHECK(*said
        == "more than 3 fell silent within 10.0 s: a common cause is likelier, so the others "
           "are not replaced yet");
  CHECK_FALSE(p.may_die());
  CHECK_FALSE(p.beat()); // said once in that time
  CHECK(p.watch.at(at_ms(p.now_ms)).deaths_held == 2);
  p.on_time_for(11'000);
  CHECK(p.may_die());
}

TEST_CASE("F2 when the mesh ends nobody is judged", "[watch]") {
  watched p;
  p.watch.end();
  CHECK_FALSE(p.judges());
  CHECK_FALSE(p.may_die());
  CHECK(p.watch.ended());
}
