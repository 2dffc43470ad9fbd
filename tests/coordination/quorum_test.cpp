#include "actors/coordination/quorum.hpp"

#include <limits>

#include "config/config.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

constexpr auto proceed = quorum_decision::proceed;
constexpr auto wait = quorum_decision::wait;
constexpr auto resolve = quorum_decision::resolve_conflicts;
constexpr auto retry = quorum_decision::retry;

const coordination_config quorum_cfg;

} // namespace

TEST_CASE("Q1 each boundary belongs to the side the rule names", "[quorum]") {
  struct row {
    std::uint32_t ready, conflict, transit;
    quorum_decision expected;
  };
  auto r = GENERATE(values<row>({
      {100, 0, 0, proceed},
      {95, 5, 0, proceed}, // both exactly at their limit
      {95, 0, 5, proceed},
      {19, 1, 0, proceed},
      {1, 0, 0, proceed},
      {94, 6, 0, resolve},
      {94, 5, 1, retry},
      {949, 51, 0, resolve},
      {90, 0, 10, retry}, // transit exactly at its limit does not wait
      {89, 0, 11, wait},
      {89, 6, 5, resolve},
      {84, 6, 10, resolve},
      {83, 6, 11, wait}, // transit is asked before conflicts
      {0, 100, 0, resolve},
      {0, 1, 0, resolve},
      {0, 0, 1, wait},
      {0, 0, 0, wait}, // no answers at all
  }));
  INFO(r.ready << " ready, " << r.conflict << " conflict, " << r.transit << " transit");
  CHECK(decide_quorum(r.ready, r.conflict, r.transit, quorum_cfg).decision == r.expected);
}

TEST_CASE("Q1 the rule over every split of 200 answers", "[quorum]") {
  for (std::uint32_t ready = 0; ready <= 200; ++ready)
    for (std::uint32_t conflict = 0; ready + conflict <= 200; ++conflict) {
      auto transit = 200 - ready - conflict; // in whole numbers: no rounding
      auto expected = ready >= 190 && conflict <= 10 ? proceed
                      : transit > 20                 ? wait
                      : conflict > 10                ? resolve
                                                     : retry;
      auto q = decide_quorum(ready, conflict, transit, quorum_cfg);
      REQUIRE(q.decision == expected);
      REQUIRE(q.confidence.has_value() == (expected == proceed));
      if (q.confidence)
        REQUIRE(*q.confidence == Approx((ready - conflict / 2.0) / 200));
    }
}

TEST_CASE("Q1 counts of any size do not overflow", "[quorum]") {
  constexpr auto most = std::numeric_limits<std::uint32_t>::max();
  CHECK(decide_quorum(most, 0, 0, quorum_cfg).decision == proceed);
  CHECK(decide_quorum(most, most, 0, quorum_cfg).decision == resolve);
  CHECK(decide_quorum(most, most, most, quorum_cfg).decision == wait);
}

TEST_CASE("Q1 the limits are those of the configuration", "[quorum]") {
  coordination_config lenient;
  lenient.quorum_ready = 0.5;
  lenient.quorum_conflict = 0.5;
  CHECK(decide_quorum(1, 1, 0, lenient).decision == proceed);
  CHECK(decide_quorum(1, 1, 0, lenient).confidence == 0.25);
}

TEST_CASE("Q1 a command that asks for less has its quorum with that", "[quorum]") {
  CHECK(decide_quorum(93, 0, 7, quorum_cfg).decision == retry);
  CHECK(decide_quorum(93, 0, 7, quorum_cfg, 0.90).decision == proceed);
  CHECK(decide_quorum(93, 0, 7, quorum_cfg, 0.90).confidence == 0.93);
  CHECK(decide_quorum(89, 0, 11, quorum_cfg, 0.90).decision == wait);
  CHECK(decide_quorum(96, 0, 4, quorum_cfg, 0.99).decision
        == proceed);                                                 // never stricter than Q1
  CHECK(decide_quorum(0, 0, 100, quorum_cfg, 0.0).decision == wait); // none is never enough
  CHECK(decide_quorum(60, 40, 0, quorum_cfg, 0.5).decision == resolve);
}
