// The whole way from measured delays to predicted arrivals, without actors:
// profile -> impedance -> estimate_arrival, beside an oracle that predicts with
// the true median of the distribution the delays are drawn from.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "actors/coordination/impedance.hpp"
#include "actors/coordination/profile.hpp"
#include "actors/work/simulated/simulated_world.hpp"
#include "config/config.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;

namespace {

/// How one agent truly is, and how its delays vary.
struct truth {
  double latency_ms;
  double processing_ms;
  double jitter;
  double heavy_tail;
};

/// One message there and back: what is seen of it.
struct exchange {
  double ready_ms; // from sending to READY
  double processing_ms;
  double round_trip_ms;
};

exchange draw(const truth& of, random_source& random) {
  auto leg = [&] {
    return draw_delay_ms(of.latency_ms / 2, of.jitter, of.heavy_tail, random);
  };
  auto there = leg();
  auto work = draw_delay_ms(of.processing_ms, of.jitter, of.heavy_tail, random);
  return {there + work, work, there + leg()};
}

double true_median_ms(const truth& of, random_source& random) {
  std::vector<double> samples(2'001);
  for (auto& ms : samples)
    ms = draw(of, random).ready_ms;
  std::nth_element(samples.begin(), samples.begin() + 1'000, samples.end());
  return samples[1'000];
}

constexpr int learned_after = 20; // rounds

/// What was predicted wrongly, by an agent's profile and by the oracle.
struct errors_ms {
  std::vector<double> learned;
  std::vector<double> oracle;
};

double quantile(std::vector<double> values, double q) {
  auto at = values.begin() + static_cast<std::ptrdiff_t>(q * double(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

/// An agent that starts as its class's prior and measures itself.
class learner {
public:
  learner(const class_config& prior, const config& cfg)
      : cfg_(cfg.impedance),
        z_{prior_latency_ms(prior), prior.processing_ms},
        measured_(cfg_) {}
  [[nodiscard]] double predicted_ms() const {
    return estimate_arrival(z_, 0, cfg_).expected_ms;
  }
  void learn(const exchange& seen) {
    measured_.add_round_trip(seen.round_trip_ms);
    measured_.add_processing(seen.processing_ms, 0, 0);
    auto report = measured_.report();
    z_ = {report.latency_ms, report.processing_ms, report.drift};
  }

private:
  const impedance_config& cfg_;
  impedance z_;
  profile measured_;
};

/// Sixty rounds with each of 150 agents of a class.
void observe(agent_class cls, double jitter, double heavy_tail, errors_ms& errors) {
  const config cfg;
  const auto& prior = cfg.of(cls);
  random_source random(testing::first_seed() * 1'000 + static_cast<std::uint64_t>(cls));
  for (int i = 0; i < 150; ++i) {
    const truth agent{random.uniform(prior.latency_min_ms, prior.latency_max_ms),
                      prior.processing_ms, jitter, heavy_tail};
    const auto oracle_ms = true_median_ms(agent, random);
    learner mind(prior, cfg);
    for (int round = 0; round < 60; ++round) {
      auto seen = draw(agent, random);
      if (round >= learned_after) {
        errors.learned.push_back(std::abs(seen.ready_ms - mind.predicted_ms()));
        errors.oracle.push_back(std::abs(seen.ready_ms - oracle_ms));
      }
      mind.learn(seen);
    }
  }
}

constexpr std::array machines{agent_class::a_edge, agent_class::b_serverless,
                              agent_class::c_persistent, agent_class::d_gpu,
                              agent_class::e_local};

} // namespace

TEST_CASE("KPI what is learned predicts nearly as well as knowing the truth", "[oracle]") {
  auto [jitter, heavy_tail] =
      GENERATE(table<double, double>({{0.02, 0}, {0.10, 0}, {0.02, 0.05}, {0.10, 0.05}}));
  for (auto cls : machines) {
    errors_ms errors;
    observe(cls, jitter, heavy_tail, errors);
    INFO(to_string(cls) << ", jitter " << jitter << ", tail " << heavy_tail);
    CHECK(quantile(errors.learned, 0.95) <= 1.2 * quantile(errors.oracle, 0.95));
  }
}

TEST_CASE("KPI with 2 % jitter 95 % of messages arrive within 10 ms", "[oracle]") {
  errors_ms errors;
  for (auto cls : machines)
    observe(cls, 0.02, 0, errors);
  CHECK(quantile(errors.learned, 0.95) <= 10);
}

TEST_CASE("Z5 an agent that becomes three times slower is learned within five rounds",
          "[oracle]") {
  const config cfg;
  auto factor = GENERATE(3.0, 1.0 / 3);
  for (auto cls : machines) {
    const auto& prior = cfg.of(cls);
    random_source random(testing::first_seed());
    std::vector<double> relative_error;
    for (int i = 0; i < 150; ++i) {
      truth agent{random.uniform(prior.latency_min_ms, prior.latency_max_ms),
                  prior.processing_ms, 0.10, 0};
      learner mind(prior, cfg);
      for (int round = 0; round < 100; ++round)
        mind.learn(draw(agent, random));
      agent.latency_ms *= factor;
      agent.processing_ms *= factor;
      for (int round = 0; round < 5; ++round)
        mind.learn(draw(agent, random));
      auto median_ms = true_median_ms(agent, random);
      relative_error.push_back(std::abs(mind.predicted_ms() - median_ms) / median_ms);
    }
    INFO(to_string(cls) << " x" << factor);
    CHECK(quantile(relative_error, 0.95) < 0.2);
  }
}
