#include "actors/coordination/profile.hpp"

#include <cmath>
#include <limits>

#include "actors/coordination/baseline.hpp"
#include "config/config.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

TEST_CASE("S2 processing is stored as of an ordinary message at an empty queue", "[profile]") {
  const impedance_config cfg;
  auto weight = GENERATE(0.0, 0.5, 1.0, 4.0);
  auto depth = GENERATE(0, 1, 10, 64);
  profile p(cfg);
  p.add_processing(80 * (1 + 0.5 * weight) * (1 + 0.1 * depth), weight, depth);
  CHECK(p.report().processing_ms == Approx(80));
}

TEST_CASE("S2 the factors of the configuration are used", "[profile]") {
  impedance_config cfg;
  cfg.weight_factor = 2;
  cfg.queue_factor = 1;
  profile p(cfg);
  p.add_processing(90, 1, 2); // 10 x 3 x 3
  CHECK(p.report().processing_ms == Approx(10));
}

TEST_CASE("Z5 a new profile has measured nothing", "[profile]") {
  const profile p{impedance_config{}};
  CHECK(p.report() == profile_report{});
}

TEST_CASE("Z5 a profile reports medians and how many samples they rest on", "[profile]") {
  profile p{impedance_config{}};
  for (auto ms : {100, 120, 110})
    p.add_round_trip(ms);
  p.add_processing(30, 0, 0);
  auto report = p.report();
  CHECK(report.latency_ms == 110);
  CHECK(report.latency_samples == 3);
  CHECK(report.processing_ms == 30);
  CHECK(report.processing_samples == 1);
}

TEST_CASE("Z3 drift is the standard deviation over the mean of the time to READY",
          "[profile]") {
  profile steady{impedance_config{}};
  profile varying{impedance_config{}};
  for (int i = 0; i < 100; ++i) {
    steady.add_round_trip(100);
    steady.add_processing(50, 0, 0);
    varying.add_round_trip(i % 2 == 0 ? 120 : 80); // one way: 50 +- 10
    varying.add_processing(i % 2 == 0 ? 57.5 : 42.5, 0, 0);
  }
  CHECK(steady.report().drift == Approx(0).margin(1e-6));
  CHECK(varying.report().drift == Approx(std::sqrt(10 * 10 + 7.5 * 7.5) / 100));
}

TEST_CASE("Z3 drift has no unit: a profile in other units has the same", "[profile]") {
  profile small{impedance_config{}};
  profile large{impedance_config{}};
  for (int i = 0; i < 60; ++i) {
    auto ms = 100 + 7 * (i % 2 == 0 ? 1 : -1);
    small.add_round_trip(ms);
    large.add_round_trip(1'000 * ms);
  }
  CHECK(small.report().drift == Approx(large.report().drift));
}

TEST_CASE("Z3 delays of 0 do not drift", "[profile]") {
  profile p{impedance_config{}};
  p.add_round_trip(0);
  p.add_processing(0, 0, 0);
  CHECK(p.report().drift == 0);
  CHECK(p.report().latency_samples == 1);
}

TEST_CASE("Z5 what cannot be normalised is no sample", "[profile]") {
  profile p{impedance_config{}};
  p.add_processing(10, -2, 0);  // divides by 0
  p.add_processing(10, -10, 0); // negative
  p.add_processing(std::numeric_limits<double>::quiet_NaN(), 0, 0);
  p.add_round_trip(-1);
  CHECK(p.report() == profile_report{});
}

TEST_CASE("Z3 Z6 a real agent that takes a tenth of a millisecond does not drift",
          "[profile]") {
  profile quick{impedance_config{}};
  for (int i = 0; i < 100; ++i) { // mostly the clock's and the machine's own noise
    quick.add_round_trip(i % 10 == 0 ? 0.9 : 0.05);
    quick.add_processing(i % 7 == 0 ? 0.6 : 0.1, 0, 0);
  }
  CHECK(quick.report().drift < 0.1);
  profile slow{impedance_config{}}; // the same variation of what takes its time is one
  for (int i = 0; i < 100; ++i)
    slow.add_processing(i % 7 == 0 ? 600 : 100, 0, 0);
  CHECK(slow.report().drift > 0.5);
  impedance_config literal;
  literal.drift_floor_ms = 0;
  profile noisy(literal);
  for (int i = 0; i < 100; ++i)
    noisy.add_processing(i % 7 == 0 ? 0.6 : 0.1, 0, 0);
  CHECK(noisy.report().drift > 0.5); // Z3 to the letter
}

namespace {

profile_report report_of(float latency_ms, int latency_samples, float processing_ms,
                         int processing_samples) {
  profile_report r;
  r.latency_ms = latency_ms;
  r.latency_samples = static_cast<std::uint16_t>(latency_samples);
  r.processing_ms = processing_ms;
  r.processing_samples = static_cast<std::uint16_t>(processing_samples);
  return r;
}

agent_row row_with(const baseline& known, const agent_row& row = {}) {
  auto out = row;
  known.write(out, impedance_config{});
  return out;
}

} // namespace

TEST_CASE("Z6 a mean needs enough samples to be one", "[baseline]") {
  const impedance_config cfg; // 5 samples
  baseline known;
  known.note(report_of(20, 4, 1'200, 1), cfg);
  CHECK(row_with(known).mean_score == 0);
  known.note(report_of(20, 5, 1'200, 1), cfg);
  agent_row row;
  row.processing_ms = 1'200; // not a baseline yet: taken as it is
  CHECK(row_with(known, row).mean_score == Approx(1'210));
  CHECK(row_with(known, row).usual_processing_ms == 0);
  known.note(report_of(20, 6, 1'300, 5), cfg);
  CHECK(row_with(known, row).mean_score == Approx(1'310));
}

TEST_CASE("Z6 what is usual follows slowly, and gets used to what lasts", "[baseline]") {
  const impedance_config cfg; // an hour of heartbeats is 720
  baseline known;
  for (int i = 0; i < 720; ++i)
    known.note(report_of(0, 0, 10, 100), cfg);
  for (int i = 0; i < 12; ++i) // a minute
    known.note(report_of(0, 0, 1'000, 100), cfg);
  CHECK(row_with(known).mean_score < 30);
  for (int i = 0; i < 3 * 720; ++i) // three hours: that is how it is
    known.note(report_of(0, 0, 1'000, 100), cfg);
  CHECK(row_with(known).mean_score > 900);
}

TEST_CASE("Z6 a lead that is replaced hands on what is usual", "[baseline]") {
  const impedance_config cfg;
  baseline known;
  known.note(report_of(20, 10, 50, 10), cfg);
  auto row = row_with(known);
  auto after = baseline::of(row, cfg);
  CHECK(row_with(after).mean_score == row.mean_score);
  after.note(report_of(2'000, 10, 50, 10), cfg); // it does not start anew
  CHECK(row_with(after).mean_score < 2 * row.mean_score);
  CHECK(row_with(baseline::of({}, cfg)).mean_score == 0);
}
