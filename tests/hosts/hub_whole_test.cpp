// The hub's parts that need all others: what nodes say, and what becomes of placements.
#include <algorithm>

#include "messages/conflict_codec.hpp"
#include "messages/link_bodies.hpp"
#include "runtime/node/bodies/protection_bodies.hpp"
#include "runtime/node/bodies/registry_page.hpp"
#include "tests/hosts/whole_hub.hpp"

using namespace mesh;
using namespace mesh::node;
using namespace mesh::testing;

namespace {

failure_event some_crash() {
  failure_event e;
  e.what = failure_class::agent_crash;
  e.where = agent_id{0, 0, 1};
  e.seen = "crashed for a test";
  return e;
}

cluster_page page_of(cluster_id cluster) {
  cluster_page page;
  page.summary.cluster = cluster;
  return page;
}

} // namespace

TEST_CASE("R2 a process is heard only when it belongs to the mesh", "[hosts]") {
  whole_hub t;
  t.say(first_node, entry_kind::event, sector_id{0}, encode(some_crash(), t.now));
  CHECK(t.events("AGENT_CRASH").empty());
  t.settle();
  t.say(first_node, entry_kind::event, sector_id{0}, encode(some_crash(), t.now));
  CHECK(t.events("AGENT_CRASH") == std::vector<std::string>{"crashed for a test"});
}

TEST_CASE("X2 a node is its certificate's, and of this mesh", "[hosts]") {
  whole_hub t;
  SECTION("the certificate has another name") {
    t.setup.certified = [](const caf::strong_actor_ptr&) {
      return std::optional<std::string>("n2");
    };
    t.greet(first_node, "n1");
    CHECK(t.events("HOST_REFUSED").at(0).find("claims to be n1") != std::string::npos);
  }
  SECTION("its configuration differs") {
    t.setup.mesh_config = R"({"topology":1})";
    t.greet(first_node, "n1", R"({"topology":2})");
    CHECK(t.events("HOST_REFUSED").at(0).find("its configuration differs")
          != std::string::npos);
  }
  SECTION("what it says cannot be read") {
    t.say(first_node, entry_kind::hello, {}, "nonsense");
    CHECK(t.events("HOST_REFUSED").at(0).find("cannot be read") != std::string::npos);
  }
  t.pass(10s);
  const auto told = t.told(first_node);
  CHECK(t.count(told, entry_kind::refused) == 1);
  CHECK(t.count(told, entry_kind::host_sector) == 0);
  CHECK(t.events("HOST_JOINED").empty());
}

TEST_CASE("R2 a node that does not hold a sector is not believed about it", "[hosts]") {
  whole_hub t;
  t.settle();
  t.greet(second_node, "n2");
  REQUIRE(t.links.find(second_node)->welcomed);
  for (auto [session, is_believed] :
       {std::pair{second_node, false}, std::pair{first_node, true}}) {
    CAPTURE(session);
    t.say(session, entry_kind::page, cluster_id{0, 0}, encode(page_of({0, 0}), t.now));
    CHECK((t.around.agents.read().page(cluster_id{0, 0}) != nullptr) == is_believed);
  }
  t.say(second_node, entry_kind::post, sector_id{0}, "", 0);
  CHECK(t.links.find(second_node)->fenced == 2);
  CHECK(t.links.find(first_node)->fenced == 0);
  CHECK(t.system.counters().posts_undeliverable == 1);
}

TEST_CASE("M4 a message from sector to sector is passed on unread", "[hosts]") {
  whole_hub t;
  t.settle();
  t.told(first_node);
  t.say(first_node, entry_kind::post, sector_id{0}, "nobody reads this here",
        agent_id{1, 0, 2}.packed());
  const auto told = t.told(first_node);
  REQUIRE(t.count(told, entry_kind::post) == 1);
  CHECK(told.back().body == "nobody reads this here");
  CHECK(told.back().where == scope(agent_id{1, 0, 2}));
}

TEST_CASE("R2 a node that joins is welcomed, then given the sectors", "[hosts]") {
  whole_hub t;
  t.settle();
  const auto told = t.told(first_node);
  REQUIRE(told.size() >= 3);
  CHECK(told.front().kind == entry_kind::welcome);
  CHECK(t.count(told, entry_kind::host_sector) == 2);
  CHECK(t.events("HOST_JOINED").size() == 1);
  CHECK(t.events("SECTOR_PLACED")
        == std::vector<std::string>{"it runs there now", "it runs there now"});
  CHECK(t.places.holder(sector_id{1}) == first_node);
}

TEST_CASE("R2 nothing is placed before it is on the disk", "[hosts]") {
  whole_hub t;
  t.disk_is_full = true;
  t.settle();
  CHECK(t.count(t.told(first_node), entry_kind::host_sector) == 0);
  CHECK(t.places.holder(sector_id{0}) == 0);
  CHECK(t.store.failure().code == errc::io_error);
  t.disk_is_full = false;
  t.pass(1s);
  CHECK(t.count(t.told(first_node), entry_kind::host_sector) == 2);
  CHECK(t.places.holder(sector_id{0}) == first_node);
}

TEST_CASE("R2 who waits for a host that is lost is told, and its sectors are nobody's",
          "[hosts]") {
  whole_hub t;
  t.settle();
  t.places.meet({sector_id{0}, t.proxy.as<caf::actor>()});
  t.say(first_node, entry_kind::sector_up, sector_id{0}, "", t.table.epoch(sector_id{0}));
  t.questions.add(7, t.proxy.as<caf::actor>(), sector_id{0});
  t.system.run();
  REQUIRE(t.proxy.count<part_news>() == 1);
  CHECK(t.proxy.all<part_news>()[0].up);
  for (int i = 0; i < 5; ++i)
    t.pass(1s);
  t.placement.carry_out(t.table.dead("n1", first_node, t.now)); // its witness has shown it
  for (int i = 0; i < 5; ++i)
    t.pass(1s);
  t.system.run();
  CHECK(t.events("HOST_SUSPECT").size() == 1);
  CHECK(t.events("HOST_LOST").size() == 1);
  CHECK(t.events("SECTOR_UNSERVED").size() == 2);
  REQUIRE(t.proxy.count<part_news>() == 2);
  CHECK_FALSE(t.proxy.all<part_news>()[1].up);
  REQUIRE(t.proxy.all<link_answer>().size() == 1);
  CHECK(t.proxy.all<link_answer>()[0].kind == entry_kind::refused);
  CHECK(t.places.holder(sector_id{0}) == 0);
  CHECK(t.links.find(first_node) == nullptr);
}

TEST_CASE("a node that joins later is told of the world as it was changed", "[hosts]") {
  whole_hub t;
  t.settle();
  t.placement.change_world(link_entry{entry_kind::simulate, {}, 1, {}, "changed"});
  CHECK(t.count(t.told(first_node), entry_kind::simulate) == 1);
  t.greet(second_node, "n2");
  t.pass(1s);
  CHECK(t.count(t.told(second_node), entry_kind::simulate) == 1);
}

TEST_CASE("what nodes report is recorded by this host's clock, and nothing else", "[hosts]") {
  whole_hub t;
  SECTION("K1 a conflict") {
    conflict_record record;
    record.id = {5};
    record.at_ms = 123; // by the node's clock
    link_entry e{entry_kind::conflict, sector_id{0}, 0, {}, encode(record, 2s)};
    e.waited = 1s;
    CHECK(t.records.take("n1", e));
    REQUIRE(t.system.conflicts().size() == 1);
    CHECK(t.system.conflicts()[0].id == message_id{5});
    CHECK(t.system.conflicts()[0].at_ms == t.around.wall_ms(t.now - 3s));
  }
  SECTION("Z4 a page, of the cluster that the entry names") {
    const auto page = encode(page_of({0, 0}), t.now);
    CHECK_FALSE(
        t.records.take("n1", link_entry{entry_kind::page, cluster_id{1, 0}, 0, {}, page}));
    CHECK_FALSE(t.records.take("n1", link_entry{entry_kind::page, sector_id{0}, 0, {}, page}));
    CHECK(t.around.agents.read().page(cluster_id{0, 0}) == nullptr);
    CHECK(t.records.take("n1", link_entry{entry_kind::page, cluster_id{0, 0}, 0, {}, page}));
    CHECK(t.around.agents.read().page(cluster_id{0, 0}) != nullptr);
  }
  SECTION("what cannot be read, or is for no record") {
    CHECK_FALSE(
        t.records.take("n1", link_entry{entry_kind::event, sector_id{0}, 0, {}, "nonsense"}));
    CHECK_FALSE(t.records.take(
        "n1", link_entry{entry_kind::counters, {}, 0, {}, encode(node_counters())}));
    CHECK(t.events("AGENT_CRASH").empty());
  }
}
