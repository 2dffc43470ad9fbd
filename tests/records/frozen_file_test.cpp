#include "runtime/records/frozen_file.hpp"
#include "runtime/records/snapshot_file.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::storage;
using namespace mesh::test;

namespace {

struct frozen_file : data_folder {
  std::filesystem::path file = path() / "s01.frozen";
  topology_config topology = topology_config::of(3, 4, 5);

  [[nodiscard]] frozen_state state() const {
    auto m = std::make_shared<message>();
    m->payload = "sum up";
    m->payload_hash = hash_of_payload(*m);
    frozen_state s;
    s.where = sector_id{1};
    s.topology = topology;
    s.agents.push_back({{1, 2, 3}, 7, frozen_delivery{m, 9, milliseconds(250)}, {}, {}});
    return s;
  }
  [[nodiscard]] errc refusal(const topology_config& here) const {
    auto read = read_frozen(file, here);
    REQUIRE_FALSE(read);
    CHECK_THAT(read.error().detail, Catch::Matchers::ContainsSubstring(file.string()));
    CHECK_FALSE(read.error().remedy.empty());
    return read.error().code;
  }
};

} // namespace

TEST_CASE_METHOD(frozen_file, "O6 what was frozen is thawed as it was", "[frozen]") {
  REQUIRE(write_frozen(file, state()));
  auto read = read_frozen(file, topology);
  REQUIRE(read);
  CHECK(*read == state());
}

TEST_CASE_METHOD(frozen_file, "O6 a frozen file that does not fit is refused by name",
                 "[frozen]") {
  CHECK(refusal(topology) == errc::unknown_target);
  REQUIRE(write_frozen(file, state()));
  CHECK(refusal(topology_config::of(3, 4, 6)) == errc::config_invalid);
  flip(file, std::filesystem::file_size(file) - 1);
  CHECK(refusal(topology) == errc::hash_mismatch);
  REQUIRE(write_snapshot(file, "something else that was kept"));
  CHECK(refusal(topology) == errc::store_corrupt);
}
