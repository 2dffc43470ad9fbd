#include "actors/coordination/horizon.hpp"

#include "tests/support/catch.hpp"
#include <memory>
#include <utility>
#include <vector>

using namespace mesh;

namespace {

const config defaults;

agent_row row_of(agent_id id, agent_class cls, float latency_ms, float processing_ms,
                 agent_state state = agent_state::active) {
  agent_row row;
  row.id = id;
  row.cls = cls;
  row.state = state;
  row.latency_ms = latency_ms;
  row.processing_ms = processing_ms;
  return row;
}

void publish(registry& to, cluster_id cluster, std::vector<agent_row> rows) {
  auto page = std::make_unique<cluster_page>();
  page->summary.cluster = cluster;
  page->longest_lead_ms = longest_lead_times(rows, defaults);
  page->rows = std::move(rows);
  to.publish(cluster, std::move(page));
}

double horizon(const registry& of, const scatter_order& order, double weight = 0) {
  return choose_horizon_ms(of, order, weight, defaults)
         - defaults.coordination.horizon_margin_ms;
}

/// Lead times 100 (A) and 400 (C) in s00.c00; 900 (C), an offline agent, a
/// quarantined one and a person in s01.c00.
void fill(registry& to) {
  publish(to, {0, 0},
          {row_of({0, 0, 0}, agent_class::a_edge, 100, 50),
           row_of({0, 0, 1}, agent_class::c_persistent, 400, 200)});
  publish(to, {1, 0},
          {row_of({1, 0, 0}, agent_class::c_persistent, 1'000, 400),
           row_of({1, 0, 1}, agent_class::a_edge, 3'000, 0, agent_state::offline),
           row_of({1, 0, 2}, agent_class::a_edge, 3'000, 0, agent_state::quarantined),
           row_of({1, 0, 3}, agent_class::f_human, 100'000, 60'000)});
}

} // namespace

TEST_CASE("S1 T is as far ahead as the slowest that can be reached", "[horizon]") {
  registry agents(2);
  fill(agents);
  scatter_order order;
  CHECK(horizon(agents, order) == Approx(900)); // not the offline one, nor the person
  order.where = sector_id{0};
  CHECK(horizon(agents, order) == Approx(400));
  order.where = cluster_id{0, 0};
  CHECK(horizon(agents, order) == Approx(400));
  order.where = agent_id{0, 0, 0};
  CHECK(horizon(agents, order) == Approx(100));
  order.where = scope{};
  order.cls = agent_class::a_edge;
  CHECK(horizon(agents, order) == Approx(100));
  order.cls = agent_class::f_human;
  CHECK(horizon(agents, order) == 0); // nobody within the longest horizon
}

TEST_CASE("S2 a heavier payload needs a longer horizon", "[horizon]") {
  registry agents(2);
  fill(agents);
  scatter_order order;
  CHECK(horizon(agents, order, 2) == Approx(500 + 2 * 400));
  order.where = sector_id{0};
  CHECK(horizon(agents, order, 2) == Approx(200 + 2 * 200));
}

TEST_CASE("S3 a mesh larger than the margin is for is told earlier", "[horizon]") {
  config small;
  small.coordination.horizon_margin_ms = 15;
  small.coordination.horizon_agents = 3;
  small.coordination.horizon_agent_us = 2'000;
  CHECK(way_down_ms(0, small.coordination) == Approx(15));
  CHECK(way_down_ms(3, small.coordination) == Approx(15));
  CHECK(way_down_ms(300'003, small.coordination) == Approx(15 + 600'000));
  registry agents(2);
  fill(agents); // six rows
  scatter_order order;
  CHECK(choose_horizon_ms(agents, order, 0, small) == Approx(900 + 15 + 3 * 2));
  order.where = sector_id{0}; // two of them
  CHECK(choose_horizon_ms(agents, order, 0, small) == Approx(400 + 15));
}

TEST_CASE("S1 named targets decide by themselves", "[horizon]") {
  registry agents(2);
  fill(agents);
  scatter_order order;
  order.targets = {{{0, 0, 1}, 0}, {{1, 0, 3}, 0}, {{1, 0, 77}, 0}, {{9, 9, 9}, 0}};
  CHECK(horizon(agents, order) == Approx(400));
  order.cls = agent_class::a_edge;
  CHECK(horizon(agents, order) == 0);
}

TEST_CASE("S1 exactly the longest horizon is still waited for, more is not", "[horizon]") {
  registry agents(1);
  const auto longest = static_cast<float>(defaults.coordination.max_horizon_ms);
  publish(agents, {0, 0}, {row_of({0, 0, 0}, agent_class::e_local, 0, longest)});
  CHECK(horizon(agents, {}) == longest);
  publish(agents, {0, 0}, {row_of({0, 0, 0}, agent_class::e_local, 0, longest + 1)});
  CHECK(horizon(agents, {}) == 0);
}

TEST_CASE("S1 a mesh that nobody knows of yet leaves the margin", "[horizon]") {
  const registry agents(1);
  CHECK(choose_horizon_ms(agents, {}, 0, defaults) == defaults.coordination.horizon_margin_ms);
}
