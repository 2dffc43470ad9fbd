// The hub dies of an exception, in virtual time: it is replaced, and its hosts go on
// with all they have.
#include "actors/coordination/registry.hpp"
#include "tests/hosts/several_hosts.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

struct hosts_with_hub {
  explicit hosts_with_hub(int sectors, int count) : hosts(sized(sectors, 2, 5), count) {
    REQUIRE(hosts.whole());
    mesh().wait(1s);
  }
  local_mesh& mesh() { return hosts.mesh(); }
  std::vector<std::string> served_by() {
    std::vector<std::string> all;
    for (int s = 0; s < mesh().cfg().topology.sectors; ++s) {
      auto serving = hosts.who_serves({static_cast<std::uint8_t>(s)});
      all.push_back(serving.size() == 1 ? serving.front() : std::to_string(serving.size()));
    }
    return all;
  }
  bool all_up() {
    auto report = mesh().others()->nodes();
    return report.failure.code == errc::none
           && std::all_of(report.nodes.begin(), report.nodes.end(),
                          [](const listed_node& n) { return n.row.state == node_state::up; });
  }
  several_hosts hosts;
};

} // namespace

TEST_CASE("F2 R2 a hub that crashes is replaced, and no sector moves or pauses", "[hosts]") {
  hosts_with_hub in(4, 2);
  const auto before = in.served_by();
  in.hosts.crash_hub();
  for (int i = 0; i < 200; ++i) {
    in.mesh().wait(50ms);
    REQUIRE(in.served_by() == before);
  }
  auto report = in.mesh().others()->nodes();
  CHECK(report.hubs_replaced == 1);
  CHECK(report.unplaced == 0);
  CHECK(in.all_up());
  auto all = in.mesh().scatter({});
  CHECK(all.missing() == 0);
  CHECK(all.failure.code == errc::none);
}

TEST_CASE("F2 M4 gathers are accounted for while the hub crashes, and whole soon after",
          "[hosts]") {
  hosts_with_hub in(4, 2);
  for (int crash = 0; crash < 3; ++crash) {
    in.hosts.crash_hub();
    for (int i = 0; i < 5; ++i) {
      auto r = in.mesh().scatter({});
      const auto& s = r.summary;
      CHECK(s.targets == 40);
      CHECK(s.targets
            == s.ready + s.conflict + s.straggler + s.skipped + s.expired + s.refused);
      if (i > 1)
        CHECK(r.missing() == 0);
    }
    CHECK(in.hosts.becomes(3s, [&] { return in.all_up(); }));
  }
  CHECK(in.mesh().others()->nodes().hubs_replaced == 3);
}

TEST_CASE("F2 what nodes have counted is not counted again by the next hub", "[hosts]") {
  hosts_with_hub in(2, 2);
  in.mesh().inject({fault_kind::crash, {agent_id{0, 0, 1}, cluster_id{1, 1}}});
  in.mesh().wait(5s);
  REQUIRE(in.mesh().counters().agents_replaced == 1);
  in.hosts.crash_hub();
  in.mesh().wait(10s);
  CHECK(in.mesh().counters().agents_replaced == 1);
  CHECK(in.mesh().counters().leads_replaced == 1);
}

TEST_CASE("O6 T5 the next hub knows what is frozen and who is drained", "[hosts]") {
  hosts_with_hub in(4, 3);
  REQUIRE(in.mesh().others()->order("n3", node_act::drain).code == errc::none);
  auto sectors_of = [&](const std::string& name) {
    for (const auto& n : in.mesh().others()->nodes().nodes)
      if (n.row.name == name)
        return n.row.sectors;
    return -1;
  };
  REQUIRE(in.hosts.becomes(20s, [&] { return sectors_of("n3") == 0; }));
  REQUIRE(in.mesh().freeze(cluster_id{0, 1}).complete());
  auto serving = in.hosts.who_serves({0});
  REQUIRE(serving.size() == 1);
  in.hosts.crash_hub();
  in.mesh().wait(2s);
  in.hosts.kill(serving.front() == "n1" ? 0 : 1);
  REQUIRE(in.hosts.becomes(20s, [&] { return sectors_of(serving.front()) == 0; }));
  REQUIRE(in.hosts.whole());
  in.mesh().wait(2s);
  CHECK(sectors_of("n3") == 0);
  CHECK(summarise(in.mesh().agents()).frozen == 5);
  CHECK(in.mesh().thaw(cluster_id{0, 1}).complete());
}

TEST_CASE("a change of the simulated world is made once, whatever becomes of the hub",
          "[hosts]") {
  hosts_with_hub in(2, 1);
  const agent_id who{1, 1, 2};
  const auto before = in.mesh().world()->of(who).latency_ms;
  behaviour_change slower;
  slower.latency_factor = 3;
  in.mesh().change_world({who}, slower);
  in.mesh().wait(1s);
  in.hosts.crash_hub();
  in.mesh().wait(5s);
  in.hosts.add_host("n2");
  in.mesh().wait(5s);
  for (std::size_t i = 0; i < in.hosts.size(); ++i)
    CHECK(in.hosts.at(i).sectors->world()->of(who).latency_ms == Approx(3 * before));
}

TEST_CASE("F2 O5 a hub that crashes again and again is given up, its hosts go on, heal helps",
          "[hosts]") {
  hosts_with_hub in(2, 1);
  const auto before = in.served_by();
  const auto budget = in.mesh().cfg().supervision.mesh.child_restarts;
  for (int i = 0; i <= budget; ++i) {
    in.hosts.crash_hub();
    in.mesh().wait(5s);
  }
  CHECK(in.mesh().counters().given_up == 1);
  CHECK(in.mesh().others()->nodes().failure.code != errc::none);
  CHECK(in.mesh().others()->order("n1", node_act::drain).code != errc::none);
  in.mesh().wait(20s);
  CHECK(in.served_by() == before);
  auto healed = in.mesh().heal({});
  REQUIRE_FALSE(healed.lines.empty());
  CHECK(healed.lines.front() == "the hub of the nodes: restarted");
  CHECK(in.mesh().counters().given_up == 0);
  REQUIRE(in.hosts.becomes(10s, [&] { return in.all_up(); }));
  in.mesh().wait(2s);
  CHECK(in.served_by() == before);
  CHECK(in.mesh().scatter({}).missing() == 0);
}
