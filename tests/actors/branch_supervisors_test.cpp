// The supervisors of the mesh and of a sector over probes in the places of the
// supervisors below them: both are one engine.
#include "actors/supervision/mesh_supervisor.hpp"
#include "actors/supervision/sector_supervisor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/deterministic.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

/// The supervisor of a mesh whose two sectors are elsewhere.
struct supervised_mesh {
  supervised_mesh() {
    supervision_plan plan;
    plan.around = &mesh.around();
    plan.start_sector = [this](sector_id sector, const mesh_supervisor_actor&,
                               const orchestrator_actor& leader) {
      units.at(sector.sector) = mesh.make_probe();
      started_with.push_back(leader);
      return units[sector.sector].as<sector_supervisor_actor>();
    };
    handle = mesh.spawn(
        mesh_supervisor,
        mesh_supervisor_setup{std::make_shared<const supervision_plan>(std::move(plan)),
                              [told = told](const orchestrator_actor& now, const error&) {
                                told->push_back(now); // also when all of this ends
                              }});
    mesh.run();
  }
  deterministic_system mesh;
  std::vector<probe> units = std::vector<probe>(2);
  std::vector<orchestrator_actor> started_with;
  std::shared_ptr<std::vector<orchestrator_actor>> told =
      std::make_shared<std::vector<orchestrator_actor>>();
  std::vector<orchestrator_actor>& leaders = *told;
  mesh_supervisor_actor handle;
};

/// The supervisor of sector 1, whose two clusters are elsewhere.
struct supervised_sector {
  supervised_sector() : parent(mesh.make_probe()), orchestrator(mesh.make_probe()) {
    supervision_plan plan;
    plan.around = &mesh.around();
    plan.start_cluster = [this](cluster_id cluster, const sector_supervisor_actor&) {
      units.at(cluster.cluster) = mesh.make_probe();
      return units[cluster.cluster].as<cluster_supervisor_actor>();
    };
    handle = mesh.spawn(
        sector_supervisor,
        sector_supervisor_setup{std::make_shared<const supervision_plan>(std::move(plan)),
                                {1},
                                parent.as<mesh_supervisor_actor>(),
                                orchestrator.as<orchestrator_actor>(),
                                {{1, 0}, {1, 1}}});
    mesh.run();
  }
  [[nodiscard]] sector_coordinator_actor coordinator() const {
    return parent.all<coordinator_is>().back().coordinator;
  }
  deterministic_system mesh;
  probe parent;
  probe orchestrator;
  std::vector<probe> units = std::vector<probe>(2);
  sector_supervisor_actor handle;
};

template <class Under, class Handle>
void kill_leader(Under& supervised, const Handle& leader) {
  caf::anon_send_exit(leader, caf::exit_reason::kill);
  supervised.mesh.advance(10s);
}

} // namespace

TEST_CASE("T2 an orchestrator that fails is replaced, and introduced to every sector") {
  supervised_mesh s;
  REQUIRE(s.leaders.size() == 1);
  CHECK(s.started_with == std::vector{s.leaders[0], s.leaders[0]});
  kill_leader(s, s.leaders[0]);
  REQUIRE(s.leaders.size() == 3); // it was there, it is down, another is there
  CHECK_FALSE(s.leaders[1]);
  CHECK(s.leaders[2]);
  CHECK(s.mesh.counters().orchestrators_replaced == 1);
  for (const auto& unit : s.units) {
    REQUIRE(unit.count<meet_orchestrator>() == 1);
    CHECK(unit.all<meet_orchestrator>()[0].orchestrator == s.leaders[2]);
  }
}

TEST_CASE("T2 a coordinator that fails is replaced, and those above and below hear of it") {
  supervised_sector s;
  REQUIRE(s.parent.count<coordinator_is>() == 1);
  auto first = s.coordinator();
  kill_leader(s, first);
  auto news = s.parent.all<coordinator_is>();
  REQUIRE(news.size() == 3);
  CHECK_FALSE(news[1].coordinator);
  CHECK(news[2].coordinator);
  CHECK(news[2].coordinator != first);
  CHECK(s.mesh.counters().coordinators_replaced == 1);
  for (const auto& unit : s.units) {
    REQUIRE(unit.count<meet_coordinator>() == 1);
    CHECK(unit.all<meet_coordinator>()[0].coordinator == news[2].coordinator);
  }
}

TEST_CASE("a leader hears of each unit, and one that replaces it of all") {
  supervised_sector s;
  auto lead = s.mesh.make_probe();
  auto greeted = [&] {
    return lead.count<wire<routing_rules>>();
  };
  s.mesh.tell(s.handle, lead_is{{1, 1}, lead.as<cluster_lead_actor>()});
  s.mesh.tell(s.coordinator(), wire<routing_rules>(routing_rules{}));
  CHECK(greeted() == 1);
  kill_leader(s, s.coordinator());
  s.mesh.tell(s.coordinator(), wire<routing_rules>(routing_rules{}));
  CHECK(greeted() == 2);
}

TEST_CASE("what concerns one unit goes to its supervisor, and what concerns the leader to it") {
  supervised_mesh m;
  m.mesh.tell(m.handle, unresponsive{cluster_id{1, 0}, "silent"});
  CHECK(m.units[0].count<unresponsive>() == 0);
  CHECK(m.units[1].count<unresponsive>() == 1);
  m.mesh.tell(m.handle, fault_order{fault_kind::crash, {agent_id{0, 0, 0}}});
  CHECK(m.units[0].count<fault_order>() == 1);
  CHECK(m.mesh.counters().orchestrators_replaced == 0);
  m.mesh.tell(m.handle, fault_order{fault_kind::crash, {scope()}});
  m.mesh.advance(10s);
  CHECK(m.units[0].count<fault_order>() == 1); // it was not for those below
  CHECK(m.mesh.counters().orchestrators_replaced == 1);

  supervised_sector s;
  s.mesh.tell(s.handle, unresponsive{cluster_id{1, 1}, "silent"});
  CHECK(s.units[1].count<unresponsive>() == 1);
  s.mesh.tell(s.handle, fault_order{fault_kind::crash, {sector_id{0}, scope()}}); // not its own
  s.mesh.advance(10s);
  CHECK(s.mesh.counters().coordinators_replaced == 0);
  s.mesh.tell(s.handle, fault_order{fault_kind::crash, {sector_id{1}}});
  s.mesh.advance(10s);
  CHECK(s.mesh.counters().coordinators_replaced == 1);
  s.mesh.tell(s.handle, leave_order{{{1, 0, 3}}});
  CHECK(s.units[0].count<leave_order>() == 1);
}

TEST_CASE("F2 an orchestrator that is unresponsive is replaced") {
  supervised_mesh s;
  s.mesh.advance(1min); // it says that it is alive
  CHECK(s.mesh.counters().orchestrators_replaced == 0);
  s.mesh.tell(s.leaders.back(), fault{fault_kind::hang});
  s.mesh.advance(5min);
  CHECK(s.mesh.counters().orchestrators_replaced >= 1);
}
