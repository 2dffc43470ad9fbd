#include "supervisors/restart.hpp"

#include <limits>

#include "config/protection.hpp"
#include "tests/supervisors/shorthand.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;

namespace {

time_point after_ms(double ms) {
  return time_point{} + from_ms(ms);
}

} // namespace

TEST_CASE("F2: every restart kind against every exit kind", "[supervision]") {
  struct row {
    exit_kind exit;
    bool failure, permanent_restarts, transient_restarts, temporary_restarts;
  };
  auto r = GENERATE(values<row>({
      {exit_kind::normal, false, true, false, false},
      {exit_kind::shutdown, false, true, false, false},
      {exit_kind::crashed, true, true, true, false},
      {exit_kind::killed, true, true, true, false},
      {exit_kind::failed_to_start, true, true, true, false},
      {exit_kind::unresponsive, true, true, true, false},
  }));
  CAPTURE(to_string(r.exit));
  CHECK(is_failure(r.exit) == r.failure);
  CHECK(should_restart(permanent, r.exit) == r.permanent_restarts);
  CHECK(should_restart(transient, r.exit) == r.transient_restarts);
  CHECK(should_restart(temporary, r.exit) == r.temporary_restarts);
}

TEST_CASE("F2: the first restart is immediate and later ones are further apart",
          "[supervision]") {
  const backoff b{100, 2, 1'000, 0};
  CHECK(b.delay_ms(0, 0) == 0);
  CHECK(b.delay_ms(1, 0) == 0);
  CHECK(b.delay_ms(2, 0) == 100);
  CHECK(b.delay_ms(3, 0) == 200);
  CHECK(b.delay_ms(5, 0) == 800);
  CHECK(b.delay_ms(6, 0) == 1'000);
  CHECK(b.delay_ms(std::numeric_limits<int>::max(), 0) == 1'000);
}

TEST_CASE("F2: jitter takes off its share of a delay and never adds", "[supervision]") {
  const backoff b{100, 2, 30'000, 0.2};
  for (int attempt = 2; attempt < 40; ++attempt) {
    auto full = backoff{100, 2, 30'000, 0}.delay_ms(attempt, 0);
    CAPTURE(attempt);
    CHECK(b.delay_ms(attempt, 0) == full);
    CHECK(b.delay_ms(attempt, 0.5) == Approx(full * 0.9));
    CHECK(b.delay_ms(attempt, 1) == Approx(full * 0.8));
    CHECK(b.delay_ms(attempt, 7) == b.delay_ms(attempt, 1)); // no chance is that large
  }
}

TEST_CASE("F2: a delay that chance takes off entirely is no negative one", "[supervision]") {
  CHECK(backoff{100, 2, 1'000, 1}.delay_ms(3, 1) == 0);
}

TEST_CASE("F2: the delays are those of the configuration", "[supervision]") {
  supervision_config cfg;
  cfg.backoff_initial_ms = 7;
  cfg.backoff_factor = 3;
  cfg.backoff_longest_ms = 50;
  cfg.backoff_jitter = 0.5;
  auto b = backoff_of(cfg);
  CHECK(b.delay_ms(2, 0) == 7);
  CHECK(b.delay_ms(3, 1) == 10.5);
  CHECK(b.delay_ms(4, 0) == 50);
}

TEST_CASE("F2: a budget has room again exactly when its window has passed", "[supervision]") {
  restart_window window({2, 1'000});
  for (double ms : {0.0, 400.0}) {
    REQUIRE(window.has_room(after_ms(ms)));
    window.spend(after_ms(ms));
  }
  CHECK_FALSE(window.has_room(after_ms(400)));
  CHECK_FALSE(window.has_room(after_ms(999.999)));
  CHECK(window.has_room(after_ms(1'000))); // the restart at 0 no longer counts
  window.spend(after_ms(1'000));
  CHECK_FALSE(window.has_room(after_ms(1'399.999)));
  CHECK(window.has_room(after_ms(1'400)));
}

TEST_CASE("F2: a budget of no restarts never has room", "[supervision]") {
  CHECK_FALSE(restart_window({0, 1'000}).has_room(after_ms(0)));
  CHECK_FALSE(restart_window({-1, 1'000}).has_room(after_ms(0)));
}
