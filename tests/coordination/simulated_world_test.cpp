#include "actors/work/simulated/simulated_world.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;

namespace {

std::vector<double> draw(double median_ms, double jitter, double heavy_tail, int count) {
  random_source random(testing::first_seed());
  std::vector<double> samples(static_cast<std::size_t>(count));
  for (auto& ms : samples)
    ms = draw_delay_ms(median_ms, jitter, heavy_tail, random);
  std::sort(samples.begin(), samples.end());
  return samples;
}

double quantile(const std::vector<double>& sorted, double q) {
  return sorted[static_cast<std::size_t>(q * double(sorted.size() - 1))];
}

double share_over(const std::vector<double>& sorted, double limit) {
  auto over = sorted.end() - std::upper_bound(sorted.begin(), sorted.end(), limit);
  return double(over) / double(sorted.size());
}

} // namespace

TEST_CASE("delays without jitter are the median itself", "[simulated_world]") {
  auto samples = draw(120, 0, 0, 100);
  CHECK(samples.front() == 120);
  CHECK(samples.back() == 120);
}

TEST_CASE("jitter is the relative standard deviation around the median", "[simulated_world]") {
  auto jitter = GENERATE(0.02, 0.10);
  auto samples = draw(200, jitter, 0, 100'000);
  CHECK(quantile(samples, 0.5) == Approx(200).epsilon(0.005));
  auto sigma = 200 * jitter;
  CHECK(quantile(samples, 0.8413) - 200 == Approx(sigma).epsilon(0.03));
  CHECK(200 - quantile(samples, 0.1587) == Approx(sigma).epsilon(0.03));
  CHECK(quantile(samples, 0.9772) - 200 == Approx(2 * sigma).epsilon(0.05));
}

TEST_CASE("no delay is negative, however large the jitter", "[simulated_world]") {
  auto samples = draw(100, 3, 0, 10'000);
  CHECK(samples.front() == Approx(5)); // a twentieth of the median
}

TEST_CASE("a heavy tail stretches its share of delays, ten times at most",
          "[simulated_world]") {
  auto samples = draw(100, 0, 0.05, 200'000);
  CHECK(quantile(samples, 0.5) == 100);
  CHECK(samples.back() == Approx(1'000));
  CHECK(share_over(samples, 100) == Approx(0.05).epsilon(0.05));
  for (auto factor : {2, 4, 8}) // Pareto: P(X > x) = x^-1.5
    CHECK(share_over(samples, 100 * factor)
          == Approx(0.05 * std::pow(factor, -1.5)).epsilon(0.15));
}

TEST_CASE("Z1 each agent's latency lies in its class's range", "[simulated_world]") {
  config cfg;
  cfg.topology = topology_config::of(10, 10, 30);
  const layout who(cfg);
  const simulated_world world(cfg, who);
  std::array<double, 6> sum{};
  std::array<int, 6> count{};
  for (int i = 0; i < who.agents(); ++i) {
    auto cls = who.identity(who.id_of(i)).cls;
    const auto& prior = cfg.of(cls);
    auto me = world.of(who.id_of(i));
    REQUIRE(me.latency_ms >= prior.latency_min_ms);
    REQUIRE(me.latency_ms <= prior.latency_max_ms);
    REQUIRE(me.processing_ms == prior.processing_ms);
    REQUIRE(me.jitter == Approx(cfg.simulation.jitter));
    sum[static_cast<std::size_t>(cls)] += me.latency_ms;
    ++count[static_cast<std::size_t>(cls)];
  }
  for (auto cls : all_classes) {
    auto c = static_cast<std::size_t>(cls);
    if (cls != agent_class::f_human) // of any order of magnitude, not uniform
      CHECK(sum[c] / count[c] == Approx(prior_latency_ms(cfg.of(cls))).epsilon(0.1));
  }
}

TEST_CASE("one seed makes one world, another one another", "[simulated_world]") {
  config cfg;
  cfg.topology = topology_config::of(1, 2, 30);
  const layout who(cfg);
  const simulated_world first(cfg, who);
  const simulated_world again(cfg, who);
  cfg.simulation.seed += 1;
  const simulated_world other(cfg, who);
  int different = 0;
  for (int i = 0; i < who.agents(); ++i) {
    CHECK(first.of(who.id_of(i)).latency_ms == again.of(who.id_of(i)).latency_ms);
    different += first.of(who.id_of(i)).latency_ms != other.of(who.id_of(i)).latency_ms ? 1 : 0;
  }
  CHECK(different > 50);
}

TEST_CASE("a change touches one agent, and only what it names", "[simulated_world]") {
  config cfg;
  cfg.topology = topology_config::of(1, 1, 3);
  const layout who(cfg);
  simulated_world world(cfg, who);
  auto before = world.of(who.id_of(1));
  auto neighbour = world.of(who.id_of(2));
  behaviour_change slower;
  slower.latency_factor = 3;
  slower.conflict = 0.5;
  world.change(who.id_of(1), slower);
  CHECK(world.of(who.id_of(1)).latency_ms == Approx(3 * before.latency_ms));
  CHECK(world.of(who.id_of(1)).conflict == 0.5);
  CHECK(world.of(who.id_of(1)).processing_ms == before.processing_ms);
  CHECK(world.of(who.id_of(1)).jitter == before.jitter);
  CHECK(world.of(who.id_of(2)).latency_ms == neighbour.latency_ms);
  slower.latency_ms = 10; // set first, then multiplied
  world.change(who.id_of(1), slower);
  CHECK(world.of(who.id_of(1)).latency_ms == Approx(30));
}

TEST_CASE("S2 simulated work takes longer with weight and queue", "[simulated_world]") {
  config cfg;
  cfg.topology = topology_config::of(1, 1, 1);
  cfg.simulation.jitter = 0;
  cfg.simulation.delay_factor = GENERATE(0.0, 0.5, 1.0);
  const layout who(cfg);
  auto world = std::make_shared<simulated_world>(cfg, who);
  auto body = make_simulated_work(world, who.id_of(0), agent_class::a_edge, 1);
  job j;
  j.payload_weight = 2;
  j.queue_depth = 5;
  auto planned = body->start(j, [] { return work_done{}; });
  REQUIRE(planned);
  CHECK(planned->result.state == trinary::ready);
  auto factor = cfg.simulation.delay_factor;
  CHECK(to_ms(planned->takes)
        == Approx(factor * world->of(who.id_of(0)).processing_ms * 2 * 1.5).margin(1e-5));
  auto way = body->link(false);
  CHECK(to_ms(way.inbound)
        == Approx(factor * world->of(who.id_of(0)).latency_ms / 2).margin(1e-5));
  CHECK(to_ms(way.outbound)
        == Approx(factor * world->of(who.id_of(0)).latency_ms / 2).margin(1e-5));
}

TEST_CASE("M2 a simulated agent contradicts as often as it is told to", "[simulated_world]") {
  config cfg;
  cfg.topology = topology_config::of(1, 1, 1);
  cfg.simulation.conflict_rate = GENERATE(0.0, 0.2, 1.0);
  const layout who(cfg);
  auto body = make_simulated_work(std::make_shared<simulated_world>(cfg, who), who.id_of(0),
                                  agent_class::a_edge, testing::first_seed());
  int conflicts = 0;
  for (int i = 0; i < 10'000; ++i)
    conflicts += body->start({}, {})->result.state == trinary::conflict ? 1 : 0;
  CHECK(conflicts / 10'000.0 == Approx(cfg.simulation.conflict_rate).margin(0.015));
}

TEST_CASE("Z5 a person's inbox answers at once, the person does not", "[simulated_world]") {
  config cfg;
  cfg.topology = topology_config::of(1, 1, 1);
  cfg.simulation.jitter = 0;
  cfg.agents.push_back({scope{}, agent_class::f_human, {}, {}});
  const layout who(cfg);
  auto world = std::make_shared<simulated_world>(cfg, who);
  auto person = make_simulated_work(world, who.id_of(0), agent_class::f_human, 1);
  CHECK_FALSE(person->heartbeats_measure_link());
  CHECK(to_ms(person->link(true).inbound) == Approx(20));
  CHECK(to_ms(person->link(false).inbound) == Approx(world->of(who.id_of(0)).latency_ms / 2));
}
