#include "actors/coordination/impedance.hpp"

#include <algorithm>

#include "actors/coordination/usual_work.hpp"
#include "config/config.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

TEST_CASE("S2 processing grows with payload weight and queue depth", "[impedance]") {
  const impedance_config cfg;
  auto base = GENERATE(0.0, 10.0, 60'000.0);
  auto weight = GENERATE(0.0, 0.5, 1.0, 2.0, 10.0);
  auto depth = GENERATE(0, 1, 5, 10, 64);
  const impedance z{500, base, 0.3, depth};
  CHECK(expected_processing_ms(z, weight, cfg)
        == Approx(base * (1 + 0.5 * weight) * (1 + 0.1 * depth)));
}

TEST_CASE("S1 lead time is half the latency, processing and a buffer", "[impedance]") {
  const impedance_config cfg;
  auto latency = GENERATE(0.0, 20.0, 500.0, 3'600'000.0);
  auto processing = GENERATE(0.0, 50.0, 200.0);
  auto drift = GENERATE(0.0, 0.02, 0.1, 0.5, 5.0);
  auto depth = GENERATE(0, 7);
  auto e = estimate_arrival({latency, processing, drift, depth}, 1, cfg);
  auto expected = latency / 2 + processing * 1.5 * (1 + 0.1 * depth);
  CHECK(e.expected_ms == Approx(expected));
  CHECK(e.buffer_ms == Approx(std::min(0.25 * drift * expected, 50.0)));
  CHECK(e.lead_time_ms() == Approx(e.expected_ms + e.buffer_ms));
  CHECK(e.buffer_ms >= 0);
}

TEST_CASE("S1 the buffer grows with drift and never beyond its bound", "[impedance]") {
  const impedance_config cfg;
  double last = -1;
  for (auto drift : {0.0, 0.1, 0.2, 0.4}) {
    auto buffer = estimate_arrival({400, 200, drift}, 0, cfg).buffer_ms;
    CHECK(buffer > last);
    last = buffer;
  }
  CHECK(estimate_arrival({400, 200, 1e9}, 0, cfg).buffer_ms == cfg.max_buffer_ms);
}

TEST_CASE("Z3 the score reads as milliseconds, capped at 1000", "[impedance]") {
  const impedance_config cfg;
  CHECK(score({}, cfg) == 0);
  CHECK(score({100, 50}, cfg) == Approx(100));
  CHECK(score({100, 50, 0, 10}, cfg) == Approx(150)); // at the current queue
  CHECK(score({100, 50, 0.2}, cfg) == Approx(105));
  CHECK(score({1'998, 0}, cfg) == Approx(999));
  CHECK(score({2'000, 0}, cfg) == 1'000);
  CHECK(score({2'002, 0}, cfg) == 1'000);
  CHECK(score({3'600'000, 60'000, 10, 64}, cfg) == 1'000);
}

TEST_CASE("S4 confidence over the whole grid", "[impedance]") {
  for (auto reliability : {0.0, 0.25, 0.5, 0.75, 0.95, 1.0})
    for (auto drift : {0.0, 0.1, 0.5, 1.0, 2.0, 100.0})
      for (auto heard : {false, true}) {
        auto plain = 0.5 * reliability - 0.3 * drift + (heard ? 0.2 : 0);
        auto c = confidence(reliability, drift, heard);
        CHECK(c == Approx(plain < 0 ? 0 : plain));
        CHECK(c >= 0);
        CHECK(c <= 1);
      }
  CHECK(confidence(1, 0, true) == Approx(0.7));
  CHECK(confidence(0, 0, false) == 0);
  CHECK(confidence(10, 0, true) == 1); // clamped from above too
}

namespace {

constexpr double least_ms = 5;

/// An agent that takes so long, judged after enough measurements.
health_facts takes(double ms, double drift, double usual_ms, double prior_score = 100) {
  return {{0, ms, drift}, usual_ms, 100, prior_score};
}

} // namespace

TEST_CASE("Z6 an agent is flagged when it is beyond a limit, not at it", "[impedance]") {
  impedance_config cfg;
  cfg.max_buffer_ms = 0;
  struct flags_case {
    double score, drift, usual_ms;
    impedance_flags expected;
  };
  auto c = GENERATE(values<flags_case>({
      {800, 0, 500, {false, false, false}},
      {800.1, 0, 500, {true, false, false}},
      {100, 0.5, 100, {false, false, false}},
      {100, 0.51, 100, {false, true, false}},
      {200, 0, 100, {false, false, false}},
      {200.1, 0, 100, {false, false, true}},
      {1'200, 0, 590, {true, false, true}}, // the cap of what is shown decides nothing
      {900, 0.6, 100, {true, true, true}},
      {500, 0, 0, {false, false, false}}, // no history: nothing to compare with
      {4, 0.9, 1, {false, false, false}}, // a variation of nothing is nothing
  }));
  INFO(c.score << " " << c.drift << " " << c.usual_ms);
  CHECK(flags_of(takes(c.score, c.drift, c.usual_ms), least_ms, cfg) == c.expected);
}

TEST_CASE("Z6 nothing is flagged before enough was measured", "[impedance]") {
  const impedance_config cfg;
  auto facts = takes(60'000, 2, 0);
  facts.samples = cfg.baseline_samples - 1;
  CHECK(flags_of(facts, least_ms, cfg) == impedance_flags{});
  facts.samples = cfg.baseline_samples;
  CHECK(flags_of(facts, least_ms, cfg) == impedance_flags{true, true, false});
}

TEST_CASE("Z6 degraded is who takes several times what is usual for itself", "[impedance]") {
  const impedance_config cfg; // three times
  for (auto usual_ms : {10.0, 1'200.0, 60'000.0, 600'000.0}) {
    CAPTURE(usual_ms);
    CHECK_FALSE(worse_than_usual(takes(usual_ms, 0, usual_ms), least_ms, cfg));
    CHECK_FALSE(worse_than_usual(takes(3 * usual_ms, 0, usual_ms), least_ms, cfg));
    CHECK(worse_than_usual(takes(3.01 * usual_ms, 0, usual_ms), least_ms, cfg));
  }
  CHECK_FALSE(worse_than_usual(takes(600'000, 0, 0), least_ms, cfg)); // no baseline
  CHECK_FALSE(worse_than_usual(takes(4, 0, 0.1), least_ms, cfg));     // next to nothing more
  auto busy = takes(1'200, 0, 1'200);
  busy.now.queue_depth = 64; // takes longer for others' sake
  CHECK_FALSE(worse_than_usual(busy, least_ms, cfg));
}

TEST_CASE("Z6 people are not slow for being people, but may drift", "[impedance]") {
  const impedance_config cfg;
  const double prior = 960'000;
  CHECK(flags_of(takes(60'000, 0.1, 60'000, prior), least_ms, cfg) == impedance_flags{});
  CHECK(flags_of(takes(60'000, 0.6, 60'000, prior), least_ms, cfg)
        == impedance_flags{false, true, false});
}

TEST_CASE("Z6 usual is what an agent's history says, else what it declared, else its class",
          "[usual]") {
  const impedance_config cfg; // 5 samples
  auto usual = [&](int samples, double measured_ms, std::optional<double> declared_ms) {
    return usual_of({samples, measured_ms, declared_ms, 10}, 1, cfg);
  };
  CHECK(usual(5, 1'200, 60'000.0).ms == 1'200);
  CHECK(usual(5, 1'200, 60'000.0).from == usual_from::history);
  CHECK(usual(4, 1'200, 60'000.0).ms == 60'000);
  CHECK(usual(4, 90'000, 60'000.0).ms == 90'000); // it takes longer than it declared
  CHECK(usual(4, 90'000, 60'000.0).from == usual_from::declared);
  CHECK(usual(1, 1'200, {}).ms == 1'200);
  CHECK(usual(1, 3, {}).ms == 10);
  CHECK(usual(1, 3, {}).from == usual_from::few_samples);
  CHECK(usual(0, 0, {}).ms == 10);
  CHECK(usual(0, 0, {}).from == usual_from::agent_class);
  CHECK(usual_of({5, 100, {}, 10}, 1.5, cfg).ms == 150); // S2: a heavy message
}

TEST_CASE("F3 work is overdue after a multiple of what is usual", "[usual]") {
  const failures_config cfg; // x 5, x 100 of the class, 2 s at least
  CHECK(overdue_after_ms({10, usual_from::history}, cfg) == 2'000);
  CHECK(overdue_after_ms({60'000, usual_from::history}, cfg) == 300'000);
  CHECK(overdue_after_ms({600'000, usual_from::declared}, cfg) == 3'000'000);
  CHECK(overdue_after_ms({1'200, usual_from::few_samples}, cfg) == 6'000);
  CHECK(overdue_after_ms({10, usual_from::agent_class}, cfg) == 2'000);
  CHECK(overdue_after_ms({200, usual_from::agent_class}, cfg) == 20'000);
}

TEST_CASE("F3 work is cancelled only where the agent's own times are known", "[usual]") {
  failures_config cfg; // x 20, 60 s at least
  CHECK(stuck_after_ms({10, usual_from::history}, cfg) == 60'000);
  CHECK(stuck_after_ms({60'000, usual_from::declared}, cfg) == 1'200'000);
  CHECK_FALSE(stuck_after_ms({10, usual_from::agent_class}, cfg));
  CHECK_FALSE(stuck_after_ms({10, usual_from::few_samples}, cfg));
  cfg.stuck_factor = 2; // not before it is overdue
  CHECK(stuck_after_ms({60'000, usual_from::history}, cfg) == 300'000);
  cfg.stuck_factor = 0;
  CHECK_FALSE(stuck_after_ms({10, usual_from::history}, cfg));
}
