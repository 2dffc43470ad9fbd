#include "actors/parts/lead_ways.hpp"

#include <functional>

#include "actors/cluster_lead.hpp"
#include "tests/parts/cluster_of.hpp"
#include "tests/parts/deliveries.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/deterministic.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

using use_of_ways = std::function<void(lead_ways&)>;

/// A lead that leaves alone what its agents say, and uses its ways once.
cluster_lead_self::behavior_type
lead_that_uses(cluster_lead_self::stateful_pointer<lead_state> self, const lead_setup& setup,
               cluster_members* members, const use_of_ways& use) {
  auto behavior = cluster_lead(self, setup);
  lead_ways ways(self, setup, *members);
  use(ways);
  return behavior;
}

/// The ways out of the lead of one agent.
struct way_out {
  way_out() { mesh.advance(1h); } // nothing was published lately
  void use(const use_of_ways& use) {
    lead_setup setup{&mesh.around(), tested_cluster, coordinator.as<sector_coordinator_actor>(),
                     std::make_shared<const routing_rules>(),
                     supervisor.as<cluster_supervisor_actor>()};
    mesh.spawn(lead_that_uses, setup, &members, use_of_ways([&](lead_ways& ways) {
                 ways.meet(0, agent.as<agent_actor>());
                 use(ways);
               }));
    mesh.run();
  }
  [[nodiscard]] std::size_t rows() {
    auto reader = mesh.agents().read();
    const auto* page = reader.page(tested_cluster);
    return page == nullptr ? 0 : page->rows.size();
  }

  deterministic_system mesh;
  probe coordinator = mesh.make_probe();
  probe supervisor = mesh.make_probe();
  probe agent = mesh.make_probe();
  cluster_members members = cluster_of(1, mesh.cfg(), mesh.now());
};

} // namespace

TEST_CASE("a message is handed over with what the lead knows of the agent") {
  way_out w;
  w.members[0].heard = w.mesh.now();
  w.members[0].measured_round_trip(12);
  w.use([&](lead_ways& ways) {
    ways.hand_over(0, delivery_of(1), ways.now());
    ways.hand_over(0, delivery_of(2), ways.now());
  });
  auto got = w.agent.all<deliver>();
  REQUIRE(got.size() == 2);
  CHECK(got[0].sent_at == w.mesh.now());
  CHECK(got[0].round_trip_ms == 12);
  CHECK(got[1].round_trip_ms == no_round_trip); // it was told
  CHECK(got[0].confidence == Approx(confidence(1, 0, true)));
}

TEST_CASE("F1 F2 a failure is noted, and goes up only when it concerns those above") {
  way_out w;
  w.use([](lead_ways& ways) {
    ways.report(std::nullopt);
    failure_event lost_heartbeat;
    lost_heartbeat.what = failure_class::transient_network;
    ways.report(lost_heartbeat);
    failure_event crash;
    crash.what = failure_class::agent_crash;
    ways.report(crash);
  });
  auto up = w.coordinator.all<wire<failure_event>>();
  REQUIRE(up.size() == 1);
  CHECK(up[0]->what == failure_class::agent_crash);
}

TEST_CASE("Z2 a change is published at once or when the page is old enough") {
  way_out w;
  w.use([&](lead_ways& ways) {
    ways.changed(ways.now());
    CHECK(w.rows() == 1);
    w.members.free(0);
    ways.changed(ways.now());
    CHECK(w.rows() == 1); // a moment ago
    ways.publish();
    CHECK(w.rows() == 0);
  });
}

TEST_CASE("B2 the page says that nobody is to be chosen while a breaker is open") {
  way_out w;
  auto turned_away = [&] {
    return w.mesh.agents().read().page(tested_cluster)->turned_away;
  };
  w.use([&](lead_ways& ways) {
    circuit c{tested_cluster, circuit_state::open, "failed", false};
    circuit above{tested_cluster.parent(), circuit_state::open, "failed", false};
    ways.told(c);
    ways.told(above);
    CHECK(turned_away());
    c.state = circuit_state::closed;
    ways.told(c);
    CHECK(turned_away()); // the other one is still open
    above.state = circuit_state::half_open;
    ways.told(above);
    CHECK_FALSE(turned_away());
  });
}

TEST_CASE("G3 a gather with stragglers is reported after a page that shows them") {
  way_out w;
  gather_summary well, late;
  late.straggler = 1;
  w.use([&](lead_ways& ways) {
    ways.publish();
    w.members.free(0);
    ways.ended(well);
    CHECK(w.rows() == 1);
    ways.ended(late);
    CHECK(w.rows() == 0);
  });
  CHECK(w.coordinator.count<wire<gather_summary>>() == 2);
}

TEST_CASE("S3 a gather is reported after a page that shows who needs longer now") {
  way_out w;
  auto published_ms = [&] {
    return w.mesh.agents().read().page(tested_cluster)->rows[0].lead_ms;
  };
  w.use([&](lead_ways& ways) {
    ways.publish();
    auto& row = w.members[0].row;
    const auto before = row.lead_ms;
    row.lead_ms = before + 5;
    ways.ended({});
    CHECK(published_ms() == before); // T has that to spare
    row.lead_ms = before + 50;
    ways.ended({});
    CHECK(published_ms() == before + 50);
  });
}

TEST_CASE("K1 K2 a conflict is kept, and those above hear of one that is theirs") {
  way_out w;
  w.use([](lead_ways& ways) {
    ack a;
    a.what = {5};
    ways.counted(a, message{}, 0, std::nullopt, {}, ways.now());
    a.state = trinary::conflict;
    a.found = std::make_shared<const conflict>(conflict{conflict_type::hash_mismatch});
    auto id = ways.next_conflict(ways.now());
    CHECK(id != message_id{});
    ways.counted(a, message{}, 0, std::nullopt, id, ways.now());
  });
  REQUIRE(w.mesh.conflicts().size() == 1);
  auto news = w.coordinator.all<wire<conflict_notice>>();
  REQUIRE(news.size() == 1);
  CHECK(news[0]->conflict == w.mesh.conflicts()[0].id);
}

TEST_CASE("the supervisor is told whom to replace and who may leave") {
  way_out w;
  w.use([](lead_ways& ways) {
    CHECK(ways.supervised());
    ways.replace(0, "hangs");
    ways.may_leave(0);
  });
  auto replaced = w.supervisor.all<unresponsive>();
  REQUIRE(replaced.size() == 1);
  CHECK(replaced[0].who == scope(agent_id{1, 2, 0}));
  CHECK(replaced[0].seen == "hangs");
  CHECK(w.supervisor.count<may_leave>() == 1);
}
