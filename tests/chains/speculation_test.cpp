#include "actors/chains/speculation.hpp"

#include "tests/chains/chain_under_test.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

constexpr auto checked_row =
    R"({"name": "a", "next": ["b"], "verify": [{"name": "v"}]},
       {"name": "b", "next": ["c"], "verify": [{"name": "v"}]}, {"name": "c"})";

chain_under_test assumed_row(const char* speculate, int depth, int assumed) {
  auto plan = *plan_of(checked_row);
  plan.speculate = speculate;
  plan.depth = depth;
  chain_under_test t(std::make_shared<const chain_plan>(plan));
  t.begin();
  t.answer_all("a", "A");
  if (assumed > 1)
    t.answer_all("b", "B");
  return t;
}

} // namespace

TEST_CASE("V2 the dial: never, bounded, adaptive", "[chains]") {
  chain_experience learned;
  CHECK_FALSE(may_speculate(assumed_row("never", 4, 1).run.map(), 1, 1, learned));
  CHECK(may_speculate(assumed_row("bounded", 1, 1).run.map(), 1, 1, learned));
  CHECK_FALSE(may_speculate(assumed_row("bounded", 1, 2).run.map(), 2, 2, learned));
  CHECK(may_speculate(assumed_row("adaptive", 4, 1).run.map(), 1, 1, learned));
  for (int i = 0; i < 100; ++i) // refuted more often than not
    learned.refuted("c", "a");
  CHECK_FALSE(may_speculate(assumed_row("adaptive", 4, 1).run.map(), 1, 1, learned));
  CHECK(may_speculate(assumed_row("bounded", 4, 1).run.map(), 1, 1, learned));
}

TEST_CASE("V2 what speculation gains and wastes follows from what was learned", "[chains]") {
  chain_experience learned;
  for (int i = 0; i < 90; ++i)
    learned.verified("c", "a", 100, "");
  learned.worked("c", "b", 40);
  auto t = assumed_row("adaptive", 4, 1);
  auto odds = odds_of(t.run.map(), 1, learned);
  CHECK(odds.holds == Approx(0.99));        // 90 of 90, and the prior's 9 of 10
  CHECK(odds.gain_ms == Approx(0.99 * 40)); // the work is shorter than the verification
  CHECK(odds.waste_ms == Approx(0.01 * 40));
  learned.worked("c", "c", 1'000);
  auto deeper = assumed_row("adaptive", 4, 2);
  auto behind_two = odds_of(deeper.run.map(), 2, learned);
  CHECK(behind_two.holds == Approx(0.99 * 0.9)); // of b nothing was learned
  CHECK(behind_two.gain_ms == Approx(0.99 * 0.9 * 100));
}

TEST_CASE("V2 a branch holds as often as it went that way", "[chains]") {
  const auto plan = plan_of(
      R"({"name": "a", "verify": [{"name": "v"}], "branch": {"decided_by": "v",
          "predict": "yes", "ways": [{"when": "yes", "to": "b"}, {"when": "no", "to": ""}]}},
         {"name": "b"})");
  chain_experience learned;
  chain_under_test t(plan);
  t.begin();
  t.answer_all("a", "A");
  CHECK(odds_of(t.run.map(), 1, learned).holds == Approx(0.9 * 0.5));
  for (int i = 0; i < 8; ++i)
    learned.verified("c", "a", 1, i < 6 ? "no" : "yes");
  CHECK(learned.likely("c", "a") == "no");
  CHECK(odds_of(t.run.map(), 1, learned).holds == Approx(17.0 / 18 * 0.3));
}

TEST_CASE("V2 experience is bounded", "[chains]") {
  chain_experience learned(2);
  learned.refuted("c", "a");
  learned.refuted("c", "b");
  learned.refuted("c", "x");
  CHECK(learned.refutation_rate("c", "a") == Approx(2.0 / 11));
  CHECK(learned.refutation_rate("c", "x") == Approx(0.1));
}
