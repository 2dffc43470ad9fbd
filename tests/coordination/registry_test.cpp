#include "actors/coordination/registry.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "actors/coordination/roster.hpp"
#include "actors/work/random.hpp"
#include "config/config.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

namespace {

/// A page whose every number is `value`, so that a torn one shows.
std::unique_ptr<const cluster_page> page_of(cluster_id cluster, std::uint64_t value,
                                            int agents = 30) {
  auto page = std::make_unique<cluster_page>();
  page->summary.cluster = cluster;
  page->summary.agents = static_cast<std::uint32_t>(agents);
  page->summary.mean_score = static_cast<double>(value);
  for (int i = 0; i < agents; ++i) {
    agent_row row;
    row.id = {cluster.sector, cluster.cluster, static_cast<std::uint8_t>(i)};
    row.score = static_cast<float>(value % 1'000);
    row.context_hash = value;
    page->rows.push_back(row);
  }
  return page;
}

bool is_whole(const cluster_page& page) {
  auto value = static_cast<std::uint64_t>(page.summary.mean_score);
  for (const auto& row : page.rows)
    if (row.context_hash != value || row.id.parent() != page.summary.cluster)
      return false;
  return page.rows.size() == 30;
}

} // namespace

TEST_CASE("Z2 an agent is found once its lead has published", "[registry]") {
  registry agents(2);
  CHECK(agents.read().page({1, 2}) == nullptr);
  CHECK(agents.read().find({1, 2, 5}) == nullptr);
  agents.publish({1, 2}, page_of({1, 2}, 7));
  auto reader = agents.read();
  REQUIRE(reader.find({1, 2, 5}) != nullptr);
  CHECK(reader.find({1, 2, 5})->context_hash == 7);
  CHECK(reader.find({1, 2, 30}) == nullptr);
  CHECK(reader.find({1, 1, 5}) == nullptr);
}

TEST_CASE("T1 a place that the mesh does not have has no page", "[registry]") {
  registry agents(2);
  agents.publish({1, 0}, page_of({1, 0}, 7));
  auto reader = agents.read();
  CHECK(reader.page({0, 3}) == nullptr); // not the first cluster of the next sector
  CHECK(reader.page({2, 0}) == nullptr);
  CHECK(reader.page({255, 255}) == nullptr);
}

TEST_CASE("T5 agents are found by their ids where some slots are free", "[registry]") {
  registry agents(1);
  auto page = std::make_unique<cluster_page>(*page_of({0, 0}, 7, 10));
  page->rows.erase(page->rows.begin() + 2, page->rows.begin() + 5);
  agents.publish({0, 0}, std::move(page));
  auto reader = agents.read();
  for (std::uint8_t slot = 0; slot < 12; ++slot) {
    const auto* row = reader.find({0, 0, slot});
    CAPTURE(int{slot});
    CHECK((row != nullptr) == (slot < 2 || (slot >= 5 && slot < 10)));
    CHECK((row == nullptr || row->id == agent_id{0, 0, slot}));
  }
}

TEST_CASE("Z4 what a reader found stays as it was while it is replaced", "[registry]") {
  registry agents(1);
  agents.publish({0, 0}, page_of({0, 0}, 1));
  auto reader = agents.read();
  const auto* before = reader.page({0, 0});
  for (std::uint64_t i = 2; i < 100; ++i)
    agents.publish({0, 0}, page_of({0, 0}, i));
  CHECK(before->summary.mean_score == 1);
  CHECK(is_whole(*before));
  CHECK(reader.page({0, 0})->summary.mean_score == 99);
}

TEST_CASE("Z8 the best are chosen from the place that was named", "[registry]") {
  registry agents(2);
  for (std::uint8_t s = 0; s < 2; ++s)
    for (std::uint8_t c = 0; c < 2; ++c)
      agents.publish({s, c}, page_of({s, c}, 100 + 10U * s + c));
  auto best = [&](const scope& where, std::size_t wanted, double limit = 1'000) {
    return best_of(agents, where, wanted, limit, {}, {});
  };
  CHECK(best({}, 1).at(0).id == agent_id{0, 0, 0});
  CHECK(best(sector_id{1}, 1).at(0).id == agent_id{1, 0, 0});
  CHECK(best(cluster_id{1, 1}, 40).size() == 30);
  CHECK(best(agent_id{1, 1, 7}, 40).size() == 1);
  CHECK(best({}, 1'000).size() == 120);
  CHECK(best({}, 1'000, 101).size() == 60);
  CHECK(best({}, 1'000, 99).empty());
}

TEST_CASE("D1 Z7 a sector is healthy with over 95 % of its agents active", "[registry]") {
  registry agents(4);
  auto publish = [&](cluster_id cluster, std::uint32_t active) {
    auto page = std::make_unique<cluster_page>();
    page->summary.cluster = cluster;
    page->summary.agents = 20;
    page->summary.active = active;
    agents.publish(cluster, std::move(page));
  };
  publish({0, 0}, 20);
  publish({0, 1}, 18); // 38 of 40: 95 %, which is not over it
  publish({1, 0}, 20);
  publish({1, 1}, 19);
  publish({2, 0}, 0); // its other cluster has not been seen
  auto unhealthy = unhealthy_sectors(agents);
  CHECK(unhealthy.count() == 2);
  CHECK(unhealthy.test(0));
  CHECK(unhealthy.test(2));
  CHECK(summarise(agents).sectors_healthy == 1);
}

TEST_CASE("Z4 readers see whole pages only, and never an older one again", "[registry]") {
  constexpr std::uint64_t versions = 3'000;
  constexpr std::uint8_t clusters = 4;
  registry agents(1);
  std::atomic<int> writing{2};
  std::atomic<bool> broken{false};
  auto write = [&](std::uint8_t first) {
    for (std::uint64_t v = 1; v <= versions; ++v)
      for (auto c = first; c < clusters; c = static_cast<std::uint8_t>(c + 2))
        agents.publish({0, c}, page_of({0, c}, v));
    --writing;
  };
  auto read = [&](std::uint64_t seed) {
    random_source random(seed);
    std::array<double, clusters> last{};
    while (writing > 0) {
      auto reader = agents.read();
      for (int looks = 0; looks < 8; ++looks) {
        auto c = static_cast<std::uint8_t>(random.below(clusters));
        const auto* page = reader.page({0, c});
        if (page == nullptr)
          continue;
        if (!is_whole(*page) || page->summary.mean_score < last[c])
          broken = true;
        last[c] = page->summary.mean_score;
      }
    }
  };
  std::vector<std::thread> threads;
  for (std::uint8_t first : {0, 1})
    threads.emplace_back(write, first);
  for (std::uint64_t seed : {1, 2, 3})
    threads.emplace_back(read, seed);
  for (auto& t : threads)
    t.join();
  CHECK_FALSE(broken);
  for (std::uint8_t c = 0; c < clusters; ++c)
    CHECK(agents.read().page({0, c})->summary.mean_score == versions);
}

TEST_CASE("R2 Z7 agents of a silent host are suspect until it is heard, and not active",
          "[registry]") {
  registry agents(1);
  const cluster_id cluster{0, 0};
  auto page = std::make_unique<cluster_page>();
  page->summary.cluster = cluster;
  for (auto state : {agent_state::active, agent_state::degraded, agent_state::offline,
                     agent_state::quarantined}) {
    agent_row row;
    row.id = {0, 0, static_cast<std::uint8_t>(page->rows.size())};
    row.state = state;
    page->rows.push_back(row);
    ++page->summary.agents;
  }
  page->summary.active = 2; // one that is degraded works (Z6)
  agents.publish(cluster, std::move(page));
  auto states = [&] {
    std::vector<agent_state> all;
    const auto reader = agents.read();
    for (const auto& row : reader.page(cluster)->rows)
      all.push_back(row.state);
    return all;
  };
  const auto before = states();
  const time_point now{1s};
  agents.suspect(cluster, now);
  agents.suspect(cluster, now); // once more
  using enum agent_state;
  CHECK(states() == std::vector{suspect, suspect, offline, quarantined});
  CHECK(summarise(agents).active == 0);
  CHECK(summarise(agents).suspect == 2);
  agents.trust(cluster, now);
  CHECK(states() == before);
  CHECK(summarise(agents).active == 2);
  agents.trust(cluster, now); // nothing was said
  CHECK(states() == before);
  agents.suspect(cluster, now);
  agents.take_offline(cluster, now);
  agents.trust(cluster, now);
  CHECK(states() == std::vector(4, offline));
}

TEST_CASE("Z7 D1 the mesh is all who belong to it, also before any page tells of them",
          "[registry]") {
  config cfg;
  cfg.topology = topology_config::of(3, 2, 5);
  const roster who(cfg);
  registry agents(3);
  auto nothing = summarise(agents, who);
  CHECK(nothing.agents == 30);
  CHECK(nothing.sectors == 3);
  CHECK(nothing.active == 0);
  CHECK(nothing.unserved == std::vector<sector_id>{{0}, {1}, {2}});
  auto page = std::make_unique<cluster_page>();
  page->summary.cluster = {1, 0};
  page->summary.agents = page->summary.active = 5;
  for (std::uint8_t a = 0; a < 5; ++a) {
    agent_row row;
    row.id = {1, 0, a};
    page->rows.push_back(row);
  }
  agents.publish({1, 0}, std::move(page));
  auto some = summarise(agents, who);
  CHECK(some.agents == 30);
  CHECK(some.active == 5);
  CHECK(some.sectors_healthy == 0); // of its ten agents five are seen
  CHECK(some.unserved == std::vector<sector_id>{{0}, {2}});
}

TEST_CASE("Z5 B2 the time to nearly all agents of a scope and back", "[registry]") {
  registry agents(2);
  CHECK(round_trip_ms(agents, {}, 0.95) == 0);
  auto page = std::make_unique<cluster_page>();
  page->summary.cluster = {1, 0};
  for (std::uint8_t a = 0; a < 21; ++a) {
    agent_row row;
    row.id = {1, 0, a};
    row.latency_ms = 1'000.0F - static_cast<float>(a); // not in their order
    page->rows.push_back(row);
  }
  page->rows[3].latency_ms = 3'600'000; // one that is far behind the rest
  page->rows[7].latency_ms = 7'200'000;
  page->rows[7].state = agent_state::offline; // who is gone is not waited for
  agents.publish({1, 0}, std::move(page));
  CHECK(round_trip_ms(agents, sector_id{1}, 1) == 3'600'000);
  CHECK(round_trip_ms(agents, sector_id{1}, 0.9) == 1'000);
  CHECK(round_trip_ms(agents, cluster_id{1, 0}, 0) == 980);
  CHECK(round_trip_ms(agents, agent_id{1, 0, 20}, 0.95) == 980);
  CHECK(round_trip_ms(agents, sector_id{0}, 0.95) == 0);
}
