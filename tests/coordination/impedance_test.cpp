#include "actors/coordination/impedance.hpp"

#include <algorithm>

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

TEST_CASE("Z6 an agent is flagged when it is beyond a limit, not at it", "[impedance]") {
  const impedance_config cfg;
  struct flags_case {
    double score, drift, mean_score, prior_score;
    impedance_flags expected;
  };
  auto c = GENERATE(values<flags_case>({
      {800, 0, 500, 100, {false, false, false}},
      {800.1, 0, 500, 100, {true, false, false}},
      {1'000, 0, 500, 100, {true, false, false}},
      {100, 0.5, 100, 100, {false, false, false}},
      {100, 0.51, 100, 100, {false, true, false}},
      {200, 0, 100, 100, {false, false, false}},
      {200.1, 0, 100, 100, {false, false, true}},
      {900, 0.6, 100, 100, {true, true, true}},
      {500, 0, 0, 100, {false, false, false}}, // no history: nothing to compare with
  }));
  INFO(c.score << " " << c.drift << " " << c.mean_score);
  CHECK(flags_of(c.score, c.drift, c.mean_score, c.prior_score, cfg) == c.expected);
}

TEST_CASE("Z6 people are not degraded for being people, but may drift", "[impedance]") {
  const impedance_config cfg;
  const double prior = score({1'801'000, 60'000}, cfg);
  CHECK(prior == 1'000);
  CHECK(flags_of(1'000, 0.1, 1'000, prior, cfg) == impedance_flags{});
  CHECK(flags_of(1'000, 0.6, 1'000, prior, cfg) == impedance_flags{false, true, false});
}
