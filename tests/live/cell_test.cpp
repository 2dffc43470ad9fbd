// O1: a cell is what the registry has of an agent.
#include "actors/coordination/registry.hpp"
#include "tests/live/live_support.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

agent_row some_row() {
  agent_row row;
  row.id = {7, 4, 12};
  row.cls = agent_class::d_gpu;
  row.state = agent_state::quarantined;
  row.score = 402;
  row.drift = 0.37F;
  row.queue_depth = 3;
  return row;
}

} // namespace

TEST_CASE("O1 a cell has state, class, membership, score, drift and queue", "[live]") {
  auto row = some_row();
  row.flags.unstable = true;
  row.frozen = true;
  const auto one = live::cell_of(row);
  CHECK(one.id() == row.id);
  CHECK((one.look & 7U) == static_cast<unsigned>(agent_state::quarantined));
  CHECK((one.look >> 3U & 7U) == static_cast<unsigned>(agent_class::d_gpu));
  CHECK(one.look >> 6U == static_cast<unsigned>(membership::member));
  CHECK(one.score == 100);
  CHECK(one.drift == 37);
  CHECK(one.queue == 3);
  CHECK(one.marks == (2U | 16U));
}

TEST_CASE("O1 what does not fit a byte is the most that does", "[live]") {
  auto row = some_row();
  row.score = 1e9F;
  row.drift = 1e9F;
  row.queue_depth = 60'000;
  auto one = live::cell_of(row);
  CHECK(one.score == 255);
  CHECK(one.drift == 255);
  CHECK(one.queue == 255);
  row.drift = -1;
  row.score = 0;
  one = live::cell_of(row);
  CHECK(one.drift == 0);
  CHECK(one.score == 0);
}

TEST_CASE("O1 no look of an agent is that of one who is gone", "[live]") {
  for (const auto standing : {membership::joining, membership::member, membership::leaving})
    for (const auto cls : all_classes) {
      auto row = some_row();
      row.standing = standing;
      row.cls = cls;
      row.state = agent_state::suspect;
      CHECK(live::cell_of(row).look != live::gone_look);
    }
}

TEST_CASE("O1 cells are those who are there, in the order of their ids", "[live]") {
  registry agents(2);
  for (const auto cluster : {cluster_id{1, 3}, cluster_id{0, 2}}) {
    auto page = std::make_unique<cluster_page>();
    for (std::uint8_t i = 0; i < 3; ++i) {
      auto row = some_row();
      row.id = {cluster.sector, cluster.cluster, i};
      row.standing = i == 1 ? membership::absent : membership::member;
      row.state = agent_state::degraded;
      page->rows.push_back(row);
    }
    agents.publish(cluster, std::move(page));
  }
  const auto all = live::cells_of(agents);
  REQUIRE(all.size() == 4);
  CHECK(all.front().id() == agent_id{0, 2, 0});
  CHECK(all.back().id() == agent_id{1, 3, 2});
  const auto counts = live::count(all);
  CHECK(counts.members == 4);
  CHECK(counts.active == 4); // who is degraded serves all the same
  CHECK(counts.degraded == 4);
}
