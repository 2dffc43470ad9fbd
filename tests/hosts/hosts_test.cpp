// A mesh over several hosts, in virtual time: what is said crosses links, and
// a host that fails costs nobody a message.
#include <algorithm>

#include "actors/coordination/registry.hpp"
#include "runtime/records/journal.hpp"
#include "tests/hosts/several_hosts.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

std::string kept(several_hosts& hosts) {
  std::string all;
  for (const auto& n : hosts.mesh().others()->nodes().nodes)
    all += n.row.keeps ? n.row.name + " " : "";
  return all;
}

/// For so long each sector is served by one host or none; at the end by one.
void check_served_once(several_hosts& hosts, std::uint8_t sectors, duration time) {
  auto& mesh = hosts.mesh();
  for (auto until = mesh.now() + time; mesh.now() < until;) {
    mesh.wait(50ms);
    for (std::uint8_t s = 0; s < sectors; ++s)
      CHECK(hosts.who_serves({s}).size() <= 1);
  }
  for (std::uint8_t s = 0; s < sectors; ++s)
    CHECK(hosts.who_serves({s}).size() == 1);
}

/// Everybody who can be reached at once was.
void check_whole(const scatter_result& r) {
  INFO(to_string(r.failure));
  CHECK(r.failure.code == errc::none);
  CHECK(r.summary.targets
        == r.summary.ready + r.summary.conflict + r.summary.skipped + r.summary.straggler
               + r.summary.expired + r.summary.refused);
  CHECK(r.missing() == 0);
  CHECK(r.summary.ready > 0);
}

} // namespace

TEST_CASE("T1 a gather reaches all agents of sectors on several hosts", "[hosts]") {
  several_hosts hosts(sized(4, 2, 5), 2);
  REQUIRE(hosts.whole());
  hosts.mesh().wait(1s); // the hub has seen all pages
  CHECK(hosts.mesh().others()->nodes().unplaced == 0);
  check_whole(hosts.mesh().scatter({}));
  for (std::uint8_t s = 0; s < 4; ++s)
    CHECK(hosts.who_serves({s}).size() == 1);
}

TEST_CASE("R2 the sectors of a host that dies are taken over, and nothing is served twice",
          "[hosts]") {
  several_hosts hosts(sized(6, 2, 5), 3);
  REQUIRE(hosts.whole());
  hosts.mesh().wait(1s);
  auto began = hosts.mesh().now();
  hosts.kill(0);
  auto& mesh = hosts.mesh();
  while (hosts.state_of("n1") != node_state::lost && mesh.now() < began + 20s)
    mesh.wait(100ms);
  CHECK(hosts.state_of("n1") == node_state::lost);
  REQUIRE(hosts.whole());
  CHECK(mesh.now() - began < 15s);
  mesh.wait(1s);
  check_whole(mesh.scatter({}));
  for (std::uint8_t s = 0; s < 6; ++s)
    CHECK(hosts.who_serves({s}).size() == 1);
}

TEST_CASE("R2 a host that is cut off pauses before others take its sectors, and joins anew",
          "[hosts]") {
  several_hosts hosts(sized(6, 2, 5), 3);
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  mesh.wait(1s);
  hosts.at(1).link->cut();
  auto began = mesh.now();
  while (mesh.now() < began + 20s) {
    mesh.wait(50ms);
    for (std::uint8_t s = 0; s < 6; ++s)
      CHECK(hosts.who_serves({s}).size() <= 1);
  }
  CHECK(hosts.sectors_up() == 6);
  check_whole(mesh.scatter({}));
  hosts.at(1).link->mend();
  hosts.at(1).link->end();
  for (auto until = mesh.now() + 10s; mesh.now() < until;) {
    mesh.wait(50ms);
    for (std::uint8_t s = 0; s < 6; ++s)
      CHECK(hosts.who_serves({s}).size() <= 1);
  }
  REQUIRE(hosts.whole());
  mesh.wait(1s);
  check_whole(mesh.scatter({}));
  auto nodes = mesh.others()->nodes().nodes;
  CHECK(std::all_of(nodes.begin(), nodes.end(), [](const listed_node& n) {
    return n.row.state == node_state::up && n.row.sectors == 2;
  }));
}

TEST_CASE("R2 a second host of one name waits as long as the first may go on", "[hosts]") {
  several_hosts hosts(sized(4, 2, 5), 1);
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  auto serves = [&](std::size_t i, sector_id sector) {
    auto works = false;
    hosts.at(i).sectors->agents().read().each_page(sector, [&](const cluster_page& page) {
      for (const auto& row : page.rows)
        works = works || (row.state != agent_state::offline && !row.frozen);
    });
    return works;
  };
  hosts.add_host("n1");
  mesh.wait(5s);
  for (std::uint8_t s = 0; s < 4; ++s) {
    CHECK(serves(0, {s}));
    CHECK_FALSE(serves(1, {s}));
  }
  check_whole(mesh.scatter({}));
  hosts.at(0).link->cut();
  hosts.at(0).link->end();
  mesh.wait(20s); // the first is the only member, and goes on
  for (std::uint8_t s = 0; s < 4; ++s) {
    CHECK(serves(0, {s}));
    CHECK_FALSE(serves(1, {s}));
  }
  hosts.at(0).link->mend();
  mesh.wait(10s);
  for (std::uint8_t s = 0; s < 4; ++s) {
    CHECK(serves(0, {s}));
    CHECK_FALSE(serves(1, {s}));
  }
  check_whole(mesh.scatter({}));
}

TEST_CASE("T2 hosts that lose the orchestrator together go on", "[hosts]") {
  several_hosts hosts(sized(6, 2, 5), 3);
  REQUIRE(hosts.whole());
  hosts.mesh().wait(1s);
  for (std::size_t i = 0; i < 3; ++i)
    hosts.at(i).link->cut();
  check_served_once(hosts, 6, 30s);
  for (std::size_t i = 0; i < 3; ++i)
    hosts.at(i).link->mend();
  hosts.mesh().wait(10s);
  REQUIRE(hosts.whole());
  check_served_once(hosts, 6, 5s);
}

TEST_CASE("R2 two of three hosts that are cut off go on, and nothing of theirs is given away",
          "[hosts]") {
  several_hosts hosts(sized(6, 2, 5), 3);
  REQUIRE(hosts.whole());
  hosts.mesh().wait(5s);
  hosts.at(0).link->cut();
  hosts.at(1).link->cut();
  check_served_once(hosts, 6, 30s);
  CHECK(kept(hosts) == "n1 n2 ");
  CHECK(hosts.state_of("n1") == node_state::lost);
  hosts.at(0).link->mend();
  hosts.at(1).link->mend();
  hosts.mesh().wait(10s);
  REQUIRE(hosts.whole());
  CHECK(kept(hosts).empty());
  check_served_once(hosts, 6, 5s);
}

TEST_CASE("R2 the last of three processes takes over when the others are killed at once",
          "[hosts]") {
  several_hosts hosts(sized(6, 2, 5), 3);
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  mesh.wait(5s);
  auto began = mesh.now();
  hosts.kill(0);
  hosts.kill(1);
  mesh.wait(6s);
  REQUIRE(hosts.whole());
  CHECK(mesh.now() - began < 15s);
  mesh.wait(1s);
  for (std::uint8_t s = 0; s < 6; ++s)
    CHECK(hosts.who_serves({s}) == std::vector<std::string>{"n3"});
}

TEST_CASE("R2 hosts that vanish keep their sectors until an operator gives them up",
          "[hosts]") {
  several_hosts hosts(sized(6, 2, 5), 3);
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  mesh.wait(5s);
  hosts.vanish(0);
  hosts.vanish(1);
  mesh.wait(30s);
  CHECK(kept(hosts) == "n1 n2 ");
  CHECK(hosts.sectors_up() == 2);
  auto& others = *mesh.others();
  CHECK(others.order("n9", node_act::forget).code == errc::unknown_target);
  CHECK(others.order("n3", node_act::forget).code == errc::invalid_argument);
  CHECK(others.order("n1", node_act::forget).code == errc::none);
  CHECK(others.order("n2", node_act::forget).code == errc::none);
  REQUIRE(hosts.whole());
  CHECK(kept(hosts).empty());
}

TEST_CASE("R2 a host of which an operator has frozen a part pauses all of it when cut off",
          "[hosts]") {
  several_hosts hosts(sized(6, 2, 5), 3);
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  mesh.wait(5s);
  for (std::uint8_t s = 0; s < 6; ++s)
    CHECK(mesh.freeze(cluster_id{s, 0}).complete());
  hosts.at(1).link->cut();
  check_served_once(hosts, 6, 20s);
  hosts.at(1).link->mend();
  hosts.at(1).link->end();
  mesh.wait(10s);
  REQUIRE(hosts.whole());
  check_served_once(hosts, 6, 5s);
  mesh.agents().read().each_page(scope{}, [](const cluster_page& page) {
    for (const auto& row : page.rows)
      CHECK(row.frozen == (page.summary.cluster.cluster == 0));
  });
}
