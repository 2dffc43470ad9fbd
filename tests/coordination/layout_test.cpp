#include "actors/coordination/layout.hpp"

#include <array>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

using counts = std::array<int, 6>;

counts classes_between(const layout& who, int first, int last) {
  counts found{};
  for (int i = first; i < last; ++i)
    ++found[static_cast<std::size_t>(who.identity(who.id_of(i)).cls)];
  return found;
}

config small_config() {
  config cfg;
  cfg.topology = topology_config::of(2, 2, 5);
  return cfg;
}

} // namespace

TEST_CASE("Z1 30,000 agents have exactly the configured shares", "[layout]") {
  const config cfg;
  const layout who(cfg);
  CHECK(who.agents() == 30'000);
  CHECK(classes_between(who, 0, 30'000) == counts{10'000, 8'000, 5'000, 2'000, 3'000, 2'000});
}

TEST_CASE("Z1 every cluster has nearly the mix of the mesh", "[layout]") {
  const config cfg;
  const layout who(cfg);
  for (int first = 0; first < 30'000; first += 30) {
    auto found = classes_between(who, first, first + 30);
    for (std::size_t c = 0; c < found.size(); ++c) {
      auto fair = 30 * cfg.classes[c].share / 30'000;
      REQUIRE(std::abs(found[c] - fair) < 2);
    }
  }
}

TEST_CASE("Z1 any shares are dealt within one agent, at any size", "[layout]") {
  config cfg;
  auto shares = GENERATE(values<std::array<double, 6>>({{1, 1, 1, 1, 1, 1},
                                                        {1, 0, 0, 0, 0, 0},
                                                        {0, 0, 0, 0, 0, 0.001},
                                                        {5, 3, 0, 0, 0, 1},
                                                        {1e6, 1, 0, 0, 0, 0}}));
  for (std::size_t c = 0; c < shares.size(); ++c)
    cfg.classes[c].share = shares[c];
  auto total = std::accumulate(shares.begin(), shares.end(), 0.0);
  auto per_cluster = GENERATE(1, 7, 30, 100);
  cfg.topology = topology_config::of(3, 4, per_cluster);
  const layout who(cfg);
  auto found = classes_between(who, 0, who.agents());
  for (std::size_t c = 0; c < shares.size(); ++c) {
    CHECK(std::abs(found[c] - who.agents() * shares[c] / total) < 2);
    if (shares[c] == 0)
      CHECK(found[c] == 0);
  }
}

TEST_CASE("T4 position and id are two names of one agent", "[layout]") {
  config cfg;
  cfg.topology = topology_config::of(100, 100, 100);
  const layout who(cfg);
  for (int i = 0; i < who.agents(); i += 991) {
    CHECK(who.index_of(who.id_of(i)) == i);
    CHECK(who.contains(who.id_of(i)));
  }
  CHECK(who.id_of(999'999) == agent_id{99, 99, 99});
}

TEST_CASE("T4 only what the topology has is contained", "[layout]") {
  const config cfg = small_config();
  const layout who(cfg);
  for (const auto* place : {"all", "s00", "s01", "s01.c01", "s01.c01.a04"})
    CHECK(who.contains(*parse_scope(place)));
  for (const auto* place : {"s02", "s00.c02", "s00.c00.a05", "s99.c99.a99"})
    CHECK_FALSE(who.contains(*parse_scope(place)));
}

TEST_CASE("Z2 what is said of a place replaces the class and adds capabilities", "[layout]") {
  config cfg = small_config();
  cfg.agents.push_back({*parse_scope("s01"), agent_class::d_gpu, {"paint"}, {}});
  cfg.agents.push_back({*parse_scope("s01.c01.a04"), agent_class::f_human, {"sing"}, {}});
  cfg.agents.back().command = command_work_config{{"cat"}};
  const layout who(cfg);
  const auto& names = who.capabilities();

  auto gpu = who.identity({1, 0, 0});
  CHECK(gpu.cls == agent_class::d_gpu);
  CHECK(gpu.command == nullptr);
  CHECK(names.names_in(gpu.capabilities)
        == std::vector<std::string>{"observe", "inference", "paint"});

  auto person = who.identity({1, 1, 4}); // what is said last counts
  CHECK(person.cls == agent_class::f_human);
  REQUIRE(person.command != nullptr);
  CHECK(person.command->argv == std::vector<std::string>{"cat"});
  CHECK(names.names_in(person.capabilities)
        == std::vector<std::string>{"observe", "review", "paint", "sing"});

  auto untouched = who.identity({0, 0, 0});
  CHECK_FALSE(untouched.capabilities.includes(*names.resolve({"paint"})));
}

TEST_CASE("X1 capabilities of agents from outside are known before one is enrolled",
          "[layout]") {
  config cfg = small_config();
  cfg.gateway.capabilities = {"observe", "sing"};
  const layout who(cfg);
  const auto set = who.capabilities().resolve({"sing"});
  REQUIRE(set);
  for (int i = 0; i < who.agents(); ++i)
    CHECK_FALSE(who.identity(who.id_of(i)).capabilities.includes(*set));
}

TEST_CASE("Z1 the estimate starts in the middle of the class's latency", "[layout]") {
  const config cfg;
  CHECK(prior_latency_ms(cfg.of(agent_class::a_edge)) == 12.5);
  CHECK(prior_latency_ms(cfg.of(agent_class::d_gpu)) == 350);
}
