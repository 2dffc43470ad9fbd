// What people are told of hosts, in virtual time: who is silent, what nobody serves, what
// is decided and not carried out, and what became of it.
#include "actors/coordination/registry.hpp"
#include "runtime/console/shared/hosts.hpp"
#include "supervisors/degradation.hpp"
#include "tests/hosts/several_hosts.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

/// Four sectors on two hosts, and a disk that can be spoiled.
struct told_hosts {
  told_hosts() : hosts(sized(4, 2, 5), 2, {}, folder.path().string()) {
    REQUIRE(hosts.whole());
    REQUIRE(hosts.becomes(10s, [&] { return now().active == 40; }));
  }
  local_mesh& mesh() { return hosts.mesh(); }
  mesh_summary now() { return summarise(mesh().agents(), mesh().who()); }
  degradation_mode mode() { return mode_of(now(), mesh().cfg().degradation); }
  nodes_report nodes() { return mesh().others()->nodes(); }
  listed_node node(const std::string& name) {
    for (const auto& n : nodes().nodes)
      if (n.row.name == name)
        return n;
    return {};
  }
  bool warned_of(const std::string& text) {
    return std::ranges::any_of(console::host_warnings(nodes()), [&](const std::string& w) {
      return w.find(text) != std::string::npos;
    });
  }
  std::vector<event_record> events(const std::string& cls) {
    event_query wanted;
    wanted.cls = cls;
    return mesh().events().newest(wanted).events;
  }
  void spoil_disk() {
    std::filesystem::remove(folder.path() / "placement");
    std::filesystem::create_directories(folder.path() / "placement" / "in the way");
  }
  void mend_disk() { std::filesystem::remove_all(folder.path() / "placement"); }

  mesh::test::data_folder folder;
  several_hosts hosts;
};

} // namespace

TEST_CASE("R2 D1 a mesh whose hosts are yet to come counts all that it is to have", "[hosts]") {
  several_hosts hosts(sized(4, 2, 5), 0);
  auto now = summarise(hosts.mesh().agents(), hosts.mesh().who());
  CHECK(now.agents == 40);
  CHECK(now.active == 0);
  CHECK(now.sectors == 4);
  CHECK(now.unserved.size() == 4);
  hosts.add_host("n1");
  REQUIRE(hosts.whole());
  hosts.mesh().wait(2s);
  now = summarise(hosts.mesh().agents(), hosts.mesh().who());
  CHECK(now.active == 40);
  CHECK(now.unserved.empty());
}

TEST_CASE("R2 agents of a silent host are suspect, and the mode says so within seconds",
          "[hosts]") {
  told_hosts in;
  CHECK(in.mode() == degradation_mode::full);
  in.hosts.kill(0);
  in.mesh().wait(100ms); // its link has ended; nobody else has its sectors for seconds
  CHECK(in.node("n1").row.state == node_state::suspect);
  CHECK(in.now().suspect == 20);
  CHECK(in.now().active == 20);
  CHECK(in.now().unserved.size() == 2);
  CHECK(in.mode() != degradation_mode::full);
  CHECK(in.warned_of("n1 has been suspect"));
  CHECK(in.mesh().agents().read().find({0, 0, 0})->state == agent_state::suspect);

  REQUIRE(in.hosts.becomes(20s, [&] { return in.now().active == 40; }));
  CHECK(in.mode() == degradation_mode::full);
  CHECK(in.now().suspect == 0);
  CHECK(in.warned_of("n1 has been lost")); // also when all is well again
}

TEST_CASE("R2 agents of a host that is heard again are as they were", "[hosts]") {
  told_hosts in;
  in.hosts.at(0).link->end();
  in.mesh().wait(10ms);
  CHECK(in.now().suspect == 20);
  REQUIRE(in.hosts.becomes(5s, [&] { return in.now().suspect == 0; }));
  CHECK(in.now().active == 40);
  CHECK(in.events("HOST_SUSPECT").size() == 1);
  CHECK(in.events("HOST_BACK").size() == 1);
  CHECK(in.events("HOST_LOST").empty());
  CHECK(console::host_warnings(in.nodes()).empty());
}

TEST_CASE("R2 hosts that join, are lost and taken over are events", "[hosts]") {
  told_hosts in;
  CHECK(in.events("HOST_JOINED").size() == 2);
  CHECK(in.events("SECTOR_PLACED").size() == 4);
  in.hosts.kill(0);
  REQUIRE(in.hosts.becomes(20s, [&] { return in.now().active == 40; }));
  auto lost = in.events("HOST_LOST");
  REQUIRE(lost.size() == 1);
  CHECK(lost[0].host == "n1");
  CHECK(in.events("SECTOR_UNSERVED").size() == 2);
  event_query of_n2;
  of_n2.cls = "SECTOR_PLACED";
  of_n2.host = "n2";
  auto placed = in.mesh().events().newest(of_n2).events;
  REQUIRE(placed.size() == 4);
  CHECK(placed[0].seen == "it runs there now, after n1");
  CHECK(placed[0].id > lost[0].id);
  in.hosts.add_host("n3");
  REQUIRE(in.hosts.becomes(20s, [&] { return in.events("HOST_JOINED").size() == 3; }));
}

TEST_CASE("R2 what the disk keeps from being placed is shown as not placed", "[hosts]") {
  told_hosts in;
  in.spoil_disk();
  in.hosts.kill(0);
  REQUIRE(in.hosts.becomes(20s, [&] { return in.nodes().unplaced == 2; }));
  in.mesh().wait(20s);
  const auto report = in.nodes();
  CHECK(report.unplaced == 2); // nobody serves them, whatever was decided
  CHECK(report.pending == 2);
  CHECK(in.node("n2").row.sectors == 2);
  CHECK(in.node("n2").pending == 2);
  CHECK(in.now().unserved.size() == 2);
  CHECK(in.now().active == 20);
  CHECK(in.mode() != degradation_mode::full);
  CHECK(in.hosts.sectors_up() == 2);
  CHECK(in.warned_of("no sector is placed"));
  CHECK(in.warned_of("2 sectors on no host"));
  CHECK(in.events("PLACEMENT_UNWRITTEN").size() == 1);
  CHECK(in.events("HOST_LOST").size() == 1);
  auto gathered = in.mesh().scatter({});
  CHECK(gathered.summary.targets == 40);
  CHECK(gathered.summary.accounted() == 40);

  in.mend_disk();
  REQUIRE(in.hosts.becomes(20s, [&] { return in.now().active == 40; }));
  CHECK(in.nodes().pending == 0);
  CHECK(in.nodes().unplaced == 0);
  CHECK(in.events("PLACEMENT_WRITTEN").size() == 1);
}

TEST_CASE("R2 when all hosts are killed there is a warning, and the mesh is an emergency",
          "[hosts]") {
  told_hosts in;
  in.hosts.kill(0);
  in.hosts.kill(1);
  in.mesh().wait(15s);
  CHECK(in.mode() == degradation_mode::emergency);
  CHECK(in.now().agents == 40);
  CHECK(in.now().unserved.size() == 4);
  CHECK(in.warned_of("no host is up"));
}

TEST_CASE("F2 a hub that was replaced is an event", "[hosts]") {
  told_hosts in;
  in.hosts.crash_hub();
  REQUIRE(in.hosts.becomes(10s, [&] { return in.nodes().hubs_replaced == 1; }));
  CHECK(in.events("HUB_REPLACED").size() == 1);
}

TEST_CASE("R2 agents of sectors that nobody serves count against the time with 95 % active",
          "[hosts]") {
  told_hosts in;
  in.mesh().wait(60s);
  in.spoil_disk();
  in.hosts.kill(0);
  in.mesh().wait(60s);
  for (const auto& k : in.mesh().report().kpi)
    if (k.name == "time_with_95_active") {
      REQUIRE(k.value);
      CHECK(*k.value < 60);
    }
}

TEST_CASE("O1 C1 the answers of a gather on other hosts are on the orchestrator's board",
          "[hosts]") {
  told_hosts told;
  auto& mesh = told.mesh();
  CHECK(mesh.counters().arrivals.newest().empty());
  const auto result = mesh.scatter({.window_ms = 200});
  REQUIRE(result.summary.ready > 20);
  mesh.wait(2s);
  const auto runs = mesh.counters().arrivals.newest();
  REQUIRE(runs.size() == 1);
  CHECK(runs[0]->counts().ready == result.summary.ready);
  CHECK(runs[0]->counts().targets == result.summary.targets);
  CHECK(runs[0]->counts().running == 0);
  mesh.wait(2s);
  CHECK(runs[0]->counts().ready == result.summary.ready); // told again, and counted once
}

TEST_CASE("O1 clusters of a host that dies in the middle of a gather run no more", "[hosts]") {
  told_hosts told;
  auto& mesh = told.mesh();
  std::uint32_t running = 0;
  told.hosts.later(2s, [&] {
    running = mesh.counters().arrivals.newest().back()->counts().running;
    told.hosts.kill(0);
  });
  mesh.scatter({.window_ms = 200, .horizon_ms = 4'000});
  mesh.wait(30s);
  CHECK(running == 8);
  CHECK(mesh.counters().arrivals.newest().back()->counts().running == 0);
}
