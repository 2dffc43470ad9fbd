#include "actors/coordination/summarise.hpp"

#include <memory>
#include <utility>

#include "actors/coordination/registry.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

cluster_summary line(std::uint8_t cluster, std::uint32_t agents, std::uint32_t active,
                     double mean, double p95 = 0) {
  cluster_summary s;
  s.cluster = {3, cluster};
  s.agents = agents;
  s.active = active;
  s.mean_score = mean;
  s.p95_score = p95;
  return s;
}

/// One cluster with `active` of `agents` active, each with the score of its slot.
void publish(registry& to, cluster_id cluster, std::uint32_t agents, std::uint32_t active) {
  auto page = std::make_unique<cluster_page>();
  page->summary.cluster = cluster;
  page->summary.agents = agents;
  page->summary.active = active;
  page->summary.mean_score = (agents - 1) / 2.0;
  for (std::uint32_t i = 0; i < agents; ++i) {
    agent_row row;
    row.id = {cluster.sector, cluster.cluster, static_cast<std::uint8_t>(i)};
    row.score = static_cast<float>(i);
    page->rows.push_back(row);
  }
  to.publish(cluster, std::move(page));
}

} // namespace

TEST_CASE("Z7 a sector adds up its clusters, means weighted by agents", "[summarise]") {
  auto s = summarise(sector_id{3}, {line(0, 30, 30, 100, 200), line(1, 10, 5, 300, 900)});
  REQUIRE(s);
  CHECK(s->sector == sector_id{3});
  CHECK(s->clusters == 2);
  CHECK(s->agents == 40);
  CHECK(s->active == 35);
  CHECK(s->mean_score == Approx((30 * 100 + 10 * 300) / 40.0));
  CHECK(s->p95_score == 900);
  CHECK(s->healthiest == cluster_id{3, 0});
  CHECK(s->sickest == cluster_id{3, 1});
}

TEST_CASE("Z7 the sickest cluster answers least, and of equals is slowest", "[summarise]") {
  auto s = summarise(sector_id{3}, {line(0, 30, 28, 10), line(1, 30, 29, 500),
                                    line(2, 30, 28, 11), line(3, 30, 29, 499)});
  CHECK(s->sickest == cluster_id{3, 2});
  CHECK(s->healthiest == cluster_id{3, 3});
}

TEST_CASE("Z7 no clusters, no summary, empty clusters, no division by zero", "[summarise]") {
  CHECK_FALSE(summarise(sector_id{3}, {}));
  auto s = summarise(sector_id{3}, {line(4, 0, 0, 0)});
  REQUIRE(s);
  CHECK(s->mean_score == 0);
  CHECK(s->healthiest == cluster_id{3, 4});
  CHECK(s->sickest == cluster_id{3, 4});
}

TEST_CASE("Z7 a sector is healthy with more than 95 % active, not with 95", "[summarise]") {
  registry agents(4);
  publish(agents, {0, 0}, 20, 20);
  publish(agents, {1, 0}, 20, 19);
  publish(agents, {2, 0}, 100, 96);
  auto s = summarise(agents);
  CHECK(s.sectors == 3); // the fourth has not been heard of
  CHECK(s.clusters == 3);
  CHECK(s.sectors_healthy == 2);
  CHECK(s.agents == 140);
  CHECK(s.active == 135);
  CHECK(s.active_rate() == Approx(135.0 / 140));
  CHECK(s.mean_score == Approx((20 * 9.5 + 20 * 9.5 + 100 * 49.5) / 140));
  CHECK(s.p95_score == 92); // of 20 twice and 100 scores, the 132nd
}

TEST_CASE("Z7 a mesh nobody has heard of yet has a summary too", "[summarise]") {
  const registry agents(100);
  auto s = summarise(agents);
  CHECK(s.sectors == 0);
  CHECK(s.active_rate() == 0);
  CHECK(s.p95_score == 0);
  CHECK_FALSE(summarise(agents, sector_id{0}));
}

TEST_CASE("Z7 a sector is summarised from its own pages only", "[summarise]") {
  registry agents(2);
  publish(agents, {0, 0}, 30, 30);
  publish(agents, {1, 0}, 30, 10);
  publish(agents, {1, 2}, 30, 20);
  auto s = summarise(agents, sector_id{1});
  REQUIRE(s);
  CHECK(s->clusters == 2);
  CHECK(s->active == 30);
  CHECK(s->sickest == cluster_id{1, 0});
}
