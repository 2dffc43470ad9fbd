// T5: who has joined and left outlives the process.
#include "runtime/records/roster_file.hpp"

#include "runtime/base/file_io.hpp"
#include "runtime/records/snapshot_file.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::storage;
using namespace mesh::test;

namespace {

config small_mesh() {
  config cfg;
  cfg.topology = topology_config::of(2, 2, 5);
  return cfg;
}

struct roster_folder : data_folder {
  std::filesystem::path file = path() / "roster";
  const config cfg = small_mesh();
};

} // namespace

TEST_CASE_METHOD(roster_folder, "T5 a roster is restored as it was left", "[roster]") {
  roster before(cfg);
  auto joining = before.grow({7, agent_class::d_gpu, {}});
  REQUIRE(joining);
  before.joined(joining->front());
  REQUIRE(before.leave(cluster_id{0, 1}));
  before.left({0, 1, 0});
  REQUIRE(write_roster(file, before.changes(), cfg.topology));
  auto kept = read_roster(file, cfg.topology);
  REQUIRE(kept);
  CHECK(*kept == before.changes());
  roster after(cfg);
  REQUIRE(after.restore(*kept));
  CHECK(after.in({}) == before.in({}));
  CHECK(after.clusters() == before.clusters());
  for (auto id : after.in({})) {
    CHECK(after.identity(id).cls == before.identity(id).cls);
    // who was joining starts with all the others
    CHECK(after.of(id)
          == (before.of(id) == membership::joining ? membership::member : before.of(id)));
  }
}

TEST_CASE_METHOD(roster_folder, "T5 a roster that nothing has changed names nobody",
                 "[roster]") {
  CHECK(roster(cfg).changes().agents.empty());
}

TEST_CASE_METHOD(roster_folder, "T5 a damaged or foreign roster is refused with its name",
                 "[roster]") {
  CHECK(read_roster(file, cfg.topology).error().code == errc::unknown_target);
  auto is = [&](errc code) {
    auto found = read_roster(file, cfg.topology);
    REQUIRE_FALSE(found);
    CHECK(found.error().code == code);
    CHECK(found.error().detail.find(file.string()) != std::string::npos);
    CHECK_FALSE(found.error().remedy.empty());
  };
  for (
      const auto* text :
      {"no JSON", "{}", R"({"roster": 1, "size": [2, 2, 5], "clusters": 3, "agents": []})",
       R"({"roster": 1, "size": [2, 2, 5], "clusters": [2, 2], "agents": [["s9", "member", "A"]]})",
       R"({"roster": 1, "size": [2, 2, 5], "clusters": [2, 2], "agents": [["s00.c00.a00", "x", "A"]]})"}) {
    REQUIRE(write_snapshot(file, text));
    is(errc::store_corrupt);
  }
  REQUIRE(write_snapshot(file, R"({"roster": 2})"));
  is(errc::unsupported);
  REQUIRE(write_roster(file, roster(cfg).changes(), topology_config::of(2, 2, 6)));
  is(errc::store_foreign);
  REQUIRE(replace_file(file, "not even a snapshot"));
  is(errc::store_foreign);
}

TEST_CASE_METHOD(roster_folder, "T5 a roster with places that cannot be is refused whole",
                 "[roster]") {
  roster who(cfg);
  const auto before = who.changes();
  for (const auto& changes :
       {roster_changes{{2}, {}}, roster_changes{{2, 1}, {}}, roster_changes{{2, 101}, {}},
        roster_changes{{2, 2}, {{{0, 2, 0}, membership::member, agent_class::a_edge}}},
        roster_changes{{2, 2}, {{{0, 0, 5}, membership::member, agent_class::a_edge}}}}) {
    auto refused = who.restore(changes);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::store_foreign);
    CHECK(who.changes() == before);
  }
}
