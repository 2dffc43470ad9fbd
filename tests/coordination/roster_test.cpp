// T5: who belongs to the mesh while it grows and shrinks.
#include "actors/coordination/roster.hpp"
#include "runtime/node/bodies/roster_body.hpp"

#include <algorithm>
#include <set>

#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

config sized(int sectors, int clusters, int agents) {
  config cfg;
  cfg.topology = topology_config::of(sectors, clusters, agents);
  return cfg;
}

agent_id id(int sector, int cluster, int agent) {
  return {static_cast<std::uint8_t>(sector), static_cast<std::uint8_t>(cluster),
          static_cast<std::uint8_t>(agent)};
}

} // namespace

TEST_CASE("T5 a roster begins with those of the layout", "[roster]") {
  const auto cfg = sized(2, 3, 5);
  const roster who(cfg);
  CHECK(who.agents() == 30);
  CHECK(who.clusters() == 6);
  CHECK(who.in({}).size() == 30);
  CHECK(who.in(sector_id{1}).front() == id(1, 0, 0));
  for (auto agent : who.in({})) {
    CHECK(who.of(agent) == membership::member);
    CHECK(who.identity(agent).cls == who.start().identity(agent).cls);
  }
}

TEST_CASE("T5 newcomers are joining, then members, and continue the mix of classes",
          "[roster]") {
  const auto cfg = sized(2, 1, 30);
  roster who(cfg);
  auto joined = who.grow({45, {}, {}});
  REQUIRE(joined);
  CHECK(joined->size() == 45);
  CHECK(std::set<agent_id>(joined->begin(), joined->end()).size() == 45);
  CHECK(who.clusters() == 4);
  CHECK(who.agents() == 105);
  CHECK(who.count({}, membership::joining) == 45);
  for (std::size_t i = 0; i < joined->size(); ++i) {
    auto agent = (*joined)[i];
    CHECK(who.identity(agent).cls == who.start().dealt(60 + static_cast<int>(i)));
    who.joined(agent);
    CHECK(who.of(agent) == membership::member);
  }
  CHECK(who.count({}, membership::member) == 105);
}

TEST_CASE("T5 newcomers of one class are of that class, with its capabilities", "[roster]") {
  const auto cfg = sized(1, 1, 30);
  roster who(cfg);
  auto joined = who.grow({3, agent_class::d_gpu, {}});
  REQUIRE(joined);
  for (auto agent : *joined) {
    CHECK(who.identity(agent).cls == agent_class::d_gpu);
    CHECK_FALSE(who.identity(agent).capabilities == capability_set{});
  }
}

TEST_CASE("T5 what the configuration says of a place holds for newcomers, too", "[roster]") {
  auto cfg = sized(1, 1, 10);
  cfg.agents.push_back({sector_id{0}, agent_class::e_local, {"solder"}, {}});
  roster who(cfg);
  auto joined = who.grow({1, agent_class::a_edge, {}});
  REQUIRE(joined);
  auto identity = who.identity(joined->front());
  CHECK(identity.cls == agent_class::e_local);
  CHECK(identity.capabilities.includes(*who.capabilities().resolve({"solder"})));
}

TEST_CASE("T5 who leaves frees an id, and the next newcomer gets it", "[roster]") {
  const auto cfg = sized(1, 2, 5);
  roster who(cfg);
  auto leaving = who.leave(id(0, 0, 2));
  REQUIRE(leaving);
  CHECK(*leaving == std::vector<agent_id>{id(0, 0, 2)});
  CHECK(who.of(id(0, 0, 2)) == membership::leaving);
  CHECK(who.contains(id(0, 0, 2)));
  who.left(id(0, 0, 2));
  CHECK_FALSE(who.contains(id(0, 0, 2)));
  CHECK(who.agents() == 9);
  CHECK(who.contains(cluster_id{0, 0}));
  auto joined = who.grow({1, {}, {}});
  REQUIRE(joined);
  CHECK(joined->front() == id(0, 0, 2));
}

TEST_CASE("T5 a cluster all have left is still there, empty", "[roster]") {
  const auto cfg = sized(1, 2, 5);
  roster who(cfg);
  auto leaving = who.leave(cluster_id{0, 1});
  REQUIRE(leaving);
  for (auto agent : *leaving)
    who.left(agent);
  CHECK(who.in(cluster_id{0, 1}).empty());
  CHECK(who.contains(cluster_id{0, 1}));
  CHECK(who.clusters() == 2);
}

TEST_CASE("T5 nobody leaves when no agent would be left", "[roster]") {
  const auto cfg = sized(1, 2, 5);
  roster who(cfg);
  CHECK(who.leave({}).error().code == errc::invalid_argument);
  CHECK(who.count({}, membership::leaving) == 0);
  REQUIRE(who.leave(cluster_id{0, 0}));
  CHECK(who.leave(cluster_id{0, 1}).error().code == errc::invalid_argument);
  // who is only joining does not carry a mesh
  REQUIRE(who.grow({5, {}, {}}));
  CHECK(who.leave(cluster_id{0, 1}).error().code == errc::invalid_argument);
}

TEST_CASE("T5 a full mesh says for how many there is room, and changes nothing", "[roster]") {
  auto cfg = sized(1, 2, 5);
  cfg.supervision.children = 6; // a coordinator and five clusters
  roster who(cfg);
  auto refused = who.grow({16, {}, {}});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::mesh_full);
  CHECK(refused.error().detail == "there is room for 15 more in all");
  CHECK(who.agents() == 10);
  CHECK(who.grow({15, {}, {}}));
  CHECK(who.grow({1, {}, {}}).error().code == errc::mesh_full);
}

TEST_CASE("T5 what is not there cannot grow", "[roster]") {
  const auto cfg = sized(1, 2, 5);
  roster who(cfg);
  CHECK(who.grow({1, {}, sector_id{1}}).error().code == errc::unknown_target);
  CHECK(who.grow({1, {}, cluster_id{0, 2}}).error().code == errc::unknown_target);
  CHECK(who.of(id(9, 9, 9)) == membership::absent);
  who.left(id(9, 9, 9));
  who.joined(id(9, 9, 9));
  CHECK(who.agents() == 10);
}

TEST_CASE(
    "X1 whoever follows a roster knows which agents are outside, and who is not any more") {
  config cfg;
  cfg.topology = topology_config::of(1, 1, 2);
  cfg.gateway.capabilities = {"note"};
  roster first(cfg), second(cfg);
  grow_order wanted;
  wanted.linked = true;
  wanted.capabilities = {"note"};
  const auto who = first.grow(wanted).value().at(0);
  const auto told = [&] {
    roster_changes read;
    REQUIRE(decode(encode(first.changes()), read));
    REQUIRE(second.follow(read));
  };
  told();
  CHECK(second.identity(who).linked);
  CHECK(second.identity(who).capabilities == first.identity(who).capabilities);
  auto changes = first.changes();
  changes.agents.at(0).linked = false; // another agent has its place since
  changes.agents.at(0).capabilities.clear();
  REQUIRE(second.follow(changes));
  CHECK_FALSE(second.identity(who).linked);
}
