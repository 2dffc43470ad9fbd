#include "actors/coordination/send_schedule.hpp"

#include <algorithm>
#include <limits>

#include "actors/work/random.hpp"
#include "config/config.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace std::chrono_literals;

namespace {

const time_point now{100s};

send_plan plan(const std::vector<send_candidate>& who, duration ahead, bool scheduled = true,
               double weight = 0) {
  return plan_sends(who, now, now + ahead, weight, scheduled, impedance_config{});
}

std::vector<send_candidate> random_candidates(std::uint64_t seed) {
  random_source random(seed);
  std::vector<send_candidate> list;
  for (std::uint8_t slot = 0; slot < 100; ++slot)
    list.push_back({slot,
                    {random.uniform(0, 500), random.uniform(0, 200), random.uniform(0, 0.3),
                     static_cast<int>(random.below(10))}});
  return list;
}

} // namespace

TEST_CASE("S1 an agent is sent to its lead time before T", "[send_schedule]") {
  auto p = plan({{7, {100, 30, 0.4, 2}}}, 1s, true, 1);
  auto processing = 30 * 1.5 * 1.2;
  auto expected = 50 + processing;
  REQUIRE(p.sends.size() == 1);
  CHECK(p.skips.empty());
  CHECK(p.sends[0].slot == 7);
  CHECK(p.sends[0].lead_time_ms == Approx(expected * 1.1));
  CHECK(p.sends[0].processing_ms == Approx(processing));
  CHECK(to_ms(now + 1s - p.sends[0].due) == Approx(expected * 1.1));
  CHECK(to_ms(p.sends[0].ready_at - p.sends[0].due) == Approx(expected));
}

TEST_CASE("S1 S3 every candidate is sent to once, by due time, or skipped", "[send_schedule]") {
  auto ahead = GENERATE(0ms, 1ms, 100ms, 200ms, 10'000ms);
  auto who = random_candidates(testing::first_seed());
  auto p = plan(who, ahead);
  CHECK(p.sends.size() + p.skips.size() == who.size());
  std::vector<int> seen(100);
  for (const auto& s : p.sends) {
    ++seen[s.slot];
    CHECK(s.due >= now);
    CHECK(s.ready_at >= s.due);
    CHECK(s.ready_at <= now + ahead);
  }
  for (const auto& s : p.skips) {
    ++seen[s.slot];
    CHECK(s.needed_ms > s.available_ms);
    CHECK(s.available_ms == to_ms(ahead));
  }
  CHECK(std::count(seen.begin(), seen.end(), 1) == 100);
  CHECK(std::is_sorted(p.sends.begin(), p.sends.end(),
                       [](const auto& a, const auto& b) { return a.due < b.due; }));
}

TEST_CASE("S3 exactly enough lead time is enough, a nanosecond less is not",
          "[send_schedule]") {
  const impedance z{100, 50};
  auto exact = plan({{1, z}}, 100ms);
  REQUIRE(exact.sends.size() == 1);
  CHECK(exact.sends[0].due == now);
  CHECK(exact.sends[0].ready_at == now + 100ms);
  auto late = plan({{1, z}}, 100ms - 1ns);
  CHECK(late.sends.empty());
  REQUIRE(late.skips.size() == 1);
  CHECK(late.skips[0].needed_ms == Approx(100));
  CHECK(late.skips[0].available_ms == Approx(100));
}

TEST_CASE("S3 a T in the past leaves no lead time, not a negative one", "[send_schedule]") {
  auto p = plan({{1, {0, 0}}, {2, {10, 10}}}, -5ms);
  CHECK(p.sends.empty());
  REQUIRE(p.skips.size() == 2);
  for (const auto& s : p.skips)
    CHECK(s.available_ms == 0);
}

TEST_CASE("S1 agents due at the same moment keep their order", "[send_schedule]") {
  auto p = plan({{3, {10, 10}}, {1, {10, 10}}, {2, {10, 10}}}, 1s);
  REQUIRE(p.sends.size() == 3);
  CHECK(p.sends[0].slot == 3);
  CHECK(p.sends[1].slot == 1);
  CHECK(p.sends[2].slot == 2);
}

TEST_CASE("G1 unscheduled, everyone is sent to at once and nobody is skipped",
          "[send_schedule]") {
  auto ahead = GENERATE(-1'000ms, 0ms, 5'000ms);
  auto who = random_candidates(testing::first_seed());
  auto p = plan(who, ahead, false);
  CHECK(p.skips.empty());
  REQUIRE(p.sends.size() == who.size());
  for (std::size_t i = 0; i < who.size(); ++i) {
    CHECK(p.sends[i].slot == who[i].slot);
    CHECK(p.sends[i].due == now);
    CHECK(to_ms(p.sends[i].ready_at - now)
          == Approx(estimate_arrival(who[i].z, 0, {}).expected_ms).margin(1e-5));
  }
}

TEST_CASE("S3 nobody to send to is an empty plan", "[send_schedule]") {
  auto p = plan({}, 1s);
  CHECK(p.sends.empty());
  CHECK(p.skips.empty());
}

TEST_CASE("S3 a lead time beyond any clock is skipped, not wrapped around", "[send_schedule]") {
  auto ms = GENERATE(1e15, 1e300, std::numeric_limits<double>::infinity());
  auto p = plan({{1, {ms, 0}}}, 1s);
  CHECK(p.sends.empty());
  REQUIRE(p.skips.size() == 1);
  CHECK(p.skips[0].needed_ms == to_ms(longest_span));
  auto at_once = plan({{1, {ms, 0}}}, 1s, false);
  REQUIRE(at_once.sends.size() == 1);
  CHECK(at_once.sends[0].ready_at == now + longest_span);
}

TEST_CASE("S3 who cannot answer before nobody waits any more is skipped", "[schedule]") {
  const impedance_config cfg;
  auto now = time_point{} + std::chrono::hours(1);
  auto arrive = now + std::chrono::seconds(3);
  auto by = arrive + milliseconds(1'500);
  std::vector<send_candidate> far{{1, {2'500, 10}}, {2, {2'510, 10}}};
  auto plan = plan_sends(far, now, arrive, 0, true, cfg, by);
  REQUIRE(plan.sends.size() == 1);
  CHECK(plan.sends[0].slot == 1);
  REQUIRE(plan.skips.size() == 1);
  CHECK(plan.skips[0].slot == 2);
  CHECK(plan.skips[0].needed_ms == Approx(3'000 + 1.2 * 1'255));
  CHECK(plan.skips[0].available_ms == Approx(4'500));
  CHECK(plan_sends(far, now, arrive, 0, false, cfg, by).skips.empty()); // all are tried
}
