// T5: where newcomers go.
#include "actors/coordination/growth.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

const growth_bounds bounds{30, 4};

cluster_id at(int sector, int cluster) {
  return {static_cast<std::uint8_t>(sector), static_cast<std::uint8_t>(cluster)};
}

} // namespace

TEST_CASE("T5 newcomers fill clusters with room before new ones are made", "[growth]") {
  auto placed = place_newcomers({{30, 28}, {30, 30}}, 5, {}, bounds);
  CHECK(placed == std::vector<placement>{{at(0, 1), 2}, {at(0, 2), 3}});
}

TEST_CASE("T5 a new cluster is made under the sector with the fewest agents", "[growth]") {
  auto placed = place_newcomers({{30, 30, 30}, {30, 30}, {30, 30}}, 75, {}, bounds);
  CHECK(placed == std::vector<placement>{{at(1, 2), 30}, {at(2, 2), 30}, {at(0, 3), 15}});
}

TEST_CASE("T5 room is used first where there are the fewest agents", "[growth]") {
  auto placed = place_newcomers({{30, 20}, {25}, {10, 29}}, 30, {}, bounds);
  CHECK(placed == std::vector<placement>{{at(1, 0), 5}, {at(2, 0), 20}, {at(0, 1), 5}});
}

TEST_CASE("T5 who is to come to one place goes nowhere else", "[growth]") {
  const cluster_sizes sizes{{30, 20}, {0, 0}};
  CHECK(place_newcomers(sizes, 15, sector_id{0}, bounds)
        == std::vector<placement>{{at(0, 1), 10}, {at(0, 2), 5}});
  CHECK(place_newcomers(sizes, 15, at(0, 1), bounds)
        == std::vector<placement>{{at(0, 1), 10}}); // a cluster by name makes no other
}

TEST_CASE("T5 a full mesh takes nobody, an almost full one as many as it can", "[growth]") {
  CHECK(place_newcomers({{30, 30, 30, 30}}, 1, {}, bounds).empty());
  CHECK(place_newcomers({{30, 30, 30, 29}}, 2, {}, bounds)
        == std::vector<placement>{{at(0, 3), 1}});
}
