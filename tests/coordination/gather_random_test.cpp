#include "actors/coordination/gather.hpp"
#include "actors/work/random.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace std::chrono_literals;

namespace {

const time_point sent_from{50s};
const time_point closes_at = sent_from + 1s;

std::uint32_t listed(const gather_summary& s, exception_kind kind) {
  std::uint32_t count = 0;
  for (const auto& group : s.exceptions)
    count += group.kind == kind ? group.count : 0;
  return count;
}

answer any_answer(random_source& random) {
  answer a;
  a.state = static_cast<trinary>(static_cast<int>(random.below(3)) - 1);
  a.ready_at = sent_from + milliseconds(random.below(1'000));
  a.value = std::to_string(random.below(4));
  if (random.below(4) == 0)
    a.failure = random.below(2) == 0 ? errc::expired : errc::queue_full;
  return a;
}

/// Anything, in any order: what a lead does, and what it should not do.
void do_anything(gather& g, random_source& random) {
  auto slot = static_cast<std::uint8_t>(random.below(110)); // some do not exist
  auto now = sent_from + milliseconds(random.below(1'100)); // some come late
  switch (random.below(8)) {
  case 0:
    return g.skip(slot, random.uniform(0, 1e6), random.uniform(0, 1e3));
  case 1:
    return g.refuse_unsent(slot, random.below(2) == 0 ? errc::expired : errc::agent_offline,
                           "");
  case 2:
  case 3:
    return g.plan(slot, now, static_cast<std::uint32_t>(random.below(10)));
  case 4:
  case 5:
    return g.sent(slot, now, now + milliseconds(random.below(3)));
  default:
    (void)g.answered(slot, any_answer(random), now);
  }
}

void check_summary(const gather_summary& s) {
  REQUIRE(s.accounted() == s.targets);
  REQUIRE(s.targets <= 100);
  REQUIRE(s.sent <= s.targets);
  REQUIRE(s.ready + s.conflict + s.straggler <= s.sent);
  REQUIRE(listed(s, exception_kind::conflict) == s.conflict);
  REQUIRE(listed(s, exception_kind::straggler) == s.straggler);
  REQUIRE(listed(s, exception_kind::skipped) == s.skipped);
  REQUIRE(listed(s, exception_kind::expired) == s.expired);
  REQUIRE(listed(s, exception_kind::refused) == s.refused);
  REQUIRE(s.ready_offset.count() == s.ready);
  REQUIRE(s.prediction_error.count() == s.ready + s.conflict);
  REQUIRE(s.send_lateness.count() == s.sent);
  auto answers = static_cast<std::uint32_t>(s.parts.size()) + s.answers_unlisted;
  for (const auto& group : s.answers)
    answers += group.count;
  REQUIRE(answers == s.ready + s.conflict);
}

} // namespace

TEST_CASE("G2 whatever happens, every target ends as exactly one of six", "[gather]") {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    random_source random(testing::first_seed() + seed);
    gather g(1, {}, sent_from + 500ms, closes_at, random.below(2) == 0,
             {random.below(5), random.below(5)});
    for (auto steps = random.below(600); steps > 0; --steps)
      do_anything(g, random);
    std::uint32_t open = 0;
    for (std::uint8_t slot = 0; slot < 100; ++slot)
      open += g.is_open(slot) ? 1 : 0;
    REQUIRE(g.summary().accounted() + open == g.summary().targets);
    REQUIRE(g.done() == (open == 0));
    g.close(random.below(2) == 0 ? errc::expired : errc::cancelled);
    REQUIRE(g.done());
    check_summary(g.summary());
    auto before = g.summary();
    g.close();
    REQUIRE(g.summary() == before);
  }
}
