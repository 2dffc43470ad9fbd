#include <random>

#include "tests/supervisors/supervised.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using mesh::test::at_ms;

namespace {

/// Plays children that do anything at any time, and checks what must hold
/// whatever they do.
class any_life {
public:
  any_life(strategy_ptr how, std::uint64_t seed)
      : random_(seed), engine_(std::move(how), bounds()) {
    for (std::size_t i = 0; i < 6; ++i) {
      auto kind = static_cast<restart_kind>(pick(3));
      REQUIRE(engine_.add_child({"c", kind, pick(2) * 500.0, pick(2) == 0}) == i);
    }
  }

  void play(int events) {
    apply(engine_.start_all(now()));
    for (int i = 0; i < events; ++i)
      one_event();
    apply(engine_.stop_all(now()));
    // Nobody answers any more: timeouts alone must bring it to its end.
    for (int i = 0; i < 100 && !engine_.finished(); ++i) {
      auto next = engine_.next_due();
      REQUIRE(next);
      now_ = std::max(now_, *next);
      apply(engine_.due(now(), 0.5));
    }
    CHECK(engine_.finished());
    CHECK(finished_ == 1);
    CHECK(std::ranges::count(alive_, true) == 0);
  }

private:
  static supervision_settings bounds() {
    supervision_settings s;
    s.each = {8, 5'000};
    s.together = {20, 5'000};
    return s;
  }
  std::size_t pick(std::size_t below) { return random_() % below; }
  [[nodiscard]] time_point now() const { return now_; }

  void one_event() {
    auto place = pick(6);
    now_ += from_ms(static_cast<double>(pick(200)));
    switch (pick(8)) {
    case 0:
      apply(engine_.stop_child(place, now()));
      break;
    case 1:
      apply(engine_.start_child(place, now()));
      break;
    case 2:
      apply(engine_.child_unresponsive(place, "", now()));
      break;
    case 3:
    case 4:
      apply(engine_.child_started(place, now()));
      break;
    case 5:
      apply(engine_.due(now(), 0.5));
      break;
    default:
      if (std::exchange(alive_[place], false))
        apply(engine_.child_down(place, static_cast<exit_kind>(pick(6)), "", now(), 0.5));
    }
  }

  void apply(const supervisor_actions& actions) {
    using kind = supervisor_action::kind;
    for (const auto& a : actions) {
      REQUIRE(finished_ == 0); // nothing comes after the end
      if (a.what == kind::start) {
        REQUIRE_FALSE(alive_[a.child]); // never two of one child
        REQUIRE(engine_.failure().code == errc::none);
        alive_[a.child] = true;
      } else if (a.what == kind::stop || a.what == kind::kill) {
        REQUIRE(alive_[a.child]);
      } else if (a.what == kind::abandon) {
        alive_[a.child] = false;
      } else if (a.what == kind::finished) {
        ++finished_;
        REQUIRE(std::ranges::count(alive_, true) == 0);
      }
    }
    for (std::size_t i = 0; i < alive_.size(); ++i)
      REQUIRE(is_up(engine_.state(i)) == alive_[i]);
  }

  std::mt19937_64 random_;
  supervision engine_;
  time_point now_;
  std::array<bool, 6> alive_{};
  int finished_ = 0;
};

} // namespace

TEST_CASE("T3: whatever children do there are never two of one and the end is reached",
          "[supervision]") {
  auto first = mesh::testing::first_seed();
  for (auto seed = first; seed < first + 200; ++seed)
    for (const auto& how : {one_for_one(), rest_for_one(), one_for_all()}) {
      CAPTURE(seed, how->name());
      any_life(how, seed).play(100);
    }
}
