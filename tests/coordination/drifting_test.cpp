#include "actors/coordination/drifting.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

/// A cluster of ten members of which so many are unstable.
std::unique_ptr<cluster_page> page_with(cluster_id cluster, int unstable,
                                        membership standing = membership::member) {
  auto page = std::make_unique<cluster_page>();
  page->summary.cluster = cluster;
  page->summary.agents = 10;
  for (std::uint8_t i = 0; i < 10; ++i) {
    agent_row row;
    row.id = {cluster.sector, cluster.cluster, i};
    row.flags.unstable = i < unstable;
    row.standing = standing;
    page->rows.push_back(row);
  }
  return page;
}

} // namespace

TEST_CASE("R1 a cluster drifts when more than a tenth of it is unstable", "[registry]") {
  registry agents(1);
  CHECK(drifting_clusters(agents) == 0);
  agents.publish({0, 0}, page_with({0, 0}, 1));
  CHECK(drifting_clusters(agents) == 0);
  agents.publish({0, 1}, page_with({0, 1}, 2));
  agents.publish({0, 2}, page_with({0, 2}, 10));
  agents.publish({0, 3}, page_with({0, 3}, 10, membership::joining)); // not of it yet
  CHECK(drifting_clusters(agents) == 2);
}
