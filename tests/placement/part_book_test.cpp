#include "runtime/placement/part_book.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

placement_config with_cluster_detached(cluster_id cluster, const std::string& node) {
  placement_config cfg;
  cfg.clusters.push_back({cluster, node});
  return cfg;
}

} // namespace

TEST_CASE("T1 sectors and detached clusters are found, and nothing else", "[placement]") {
  part_book book(with_cluster_detached({1, 2}, "n3"), 2, {{cluster_id{0, 5}, "n1", 4}});
  CHECK(book.all().size() == 4);
  CHECK(book.sectors() == 2);
  CHECK(book.find(sector_id{2}) == nullptr);
  CHECK(book.find(cluster_id{1, 3}) == nullptr);
  REQUIRE(book.find(cluster_id{1, 2}) != nullptr);
  CHECK(book.find(cluster_id{1, 2})->wanted == "n3");
  CHECK(book.part_of({1, 2}) == placed_part(cluster_id{1, 2}));
  CHECK(book.part_of({1, 3}) == placed_part(sector_id{1}));
  CHECK(book.detached({0}) == std::vector<cluster_id>{{0, 5}});
}

TEST_CASE("R2 who held something is waited for, and nobody serves it meanwhile",
          "[placement]") {
  const std::vector<stored_part> stored{{sector_id{0}, "n1", 7}, {sector_id{1}, "", 3}};
  part_book book({}, 2, stored);
  CHECK_FALSE(book.was_ever_given());
  CHECK(book.recall(stored));
  CHECK(book.was_ever_given());
  CHECK(book.find(sector_id{0})->how == tenure::awaited);
  CHECK(book.find(sector_id{1})->how == tenure::nobody);
  CHECK(book.epoch(sector_id{1}) == 3); // it counts on
  CHECK(book.holder(sector_id{0}).empty());
  CHECK_FALSE(book.serves_any("n1"));
  book.find(sector_id{0})->how = tenure::held;
  CHECK(book.holder(sector_id{0}) == "n1");
  CHECK(book.serves_any("n1"));
  book.await("n1");
  CHECK_FALSE(book.serves_any("n1"));
  book.release_all_of("n1");
  CHECK(book.find(sector_id{0})->how == tenure::nobody);
  CHECK(book.stored()
        == std::vector<stored_part>{{sector_id{0}, "", 7}, {sector_id{1}, "", 3}});
}

TEST_CASE("R2 a book of which nobody has anything waits for nobody", "[placement]") {
  part_book book({}, 2, {});
  CHECK_FALSE(book.recall({}));
}

TEST_CASE("T1 a sector that was given away before a cluster was detached is divided once",
          "[placement]") {
  const std::vector<stored_part> stored{{sector_id{1}, "n1", 2}};
  part_book book(with_cluster_detached({1, 2}, "n3"), 2, stored);
  book.recall(stored);
  CHECK(book.find(sector_id{1})->divided);
  CHECK_FALSE(book.find(sector_id{0})->divided);
}
