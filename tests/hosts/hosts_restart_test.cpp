// What outlives the orchestrator's process, in virtual time: its hosts go on
// meanwhile, and find it again.
#include "actors/coordination/registry.hpp"
#include "runtime/node/hub/placement_file.hpp"
#include "tests/hosts/several_hosts.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

/// A mesh of that size whose orchestrator has a disk.
struct durable {
  durable(int sectors, int count)
      : hosts(sized(sectors, 2, 5), count, {}, folder.path().string()) {
    settle();
  }
  void restart(duration away = 2s) {
    hosts.stop_orchestrator();
    hosts.wait(away);
    hosts.start_orchestrator();
    settle();
  }
  void settle() {
    REQUIRE(hosts.whole());
    hosts.mesh().wait(1s); // the hub has seen all pages
  }
  [[nodiscard]] std::uint32_t frozen() { return summarise(hosts.mesh().agents()).frozen; }
  [[nodiscard]] int sectors_of(const std::string& name) {
    for (const auto& n : hosts.mesh().others()->nodes().nodes)
      if (n.row.name == name)
        return n.row.sectors;
    return -1;
  }
  mesh::test::data_folder folder;
  several_hosts hosts;
};

} // namespace

TEST_CASE("R2 hosts keep their sectors while the orchestrator is started again", "[hosts]") {
  durable in(4, 2);
  const auto before = std::pair(in.hosts.who_serves({0}), in.hosts.who_serves({1}));
  in.restart();
  CHECK(std::pair(in.hosts.who_serves({0}), in.hosts.who_serves({1})) == before);
  CHECK(in.hosts.mesh().scatter({}).missing() == 0);
}

TEST_CASE("T5 a host that was drained gets no sectors after a restart of the orchestrator",
          "[hosts]") {
  durable in(4, 2);
  REQUIRE(in.hosts.mesh().others()->order("n1", node_act::drain).code == errc::none);
  REQUIRE(in.hosts.becomes(20s, [&] { return in.sectors_of("n1") == 0; }));
  in.restart();
  in.hosts.mesh().wait(20s);
  CHECK(in.sectors_of("n1") == 0);
  CHECK(in.hosts.state_of("n1") == node_state::draining);
  CHECK(in.hosts.mesh().others()->order("n1", node_act::join).code == errc::none);
  CHECK(in.hosts.becomes(20s, [&] { return in.sectors_of("n1") == 2; }));
}

TEST_CASE("T5 an operator is told when a restart would forget what he drains", "[hosts]") {
  durable in(2, 2);
  auto drain = [&] {
    return in.hosts.mesh().others()->order("n1", node_act::drain);
  };
  const auto file = in.folder.path() / "placement";
  std::filesystem::remove(file);
  std::filesystem::create_directories(file / "in the way");
  auto told = drain();
  CHECK(told.code == errc::io_error);
  CHECK(told.detail.find("n1 is drained, but a restart would forget it") == 0);
  std::filesystem::remove_all(file);
  CHECK(drain().code == errc::none);
  auto stored = node::read_placement(file, 2);
  REQUIRE(stored);
  CHECK(stored->drained == std::vector<std::string>{"n1"});
}

TEST_CASE("O6 agents that stay frozen while the orchestrator is away are shown and thawed",
          "[hosts]") {
  durable in(2, 2);
  REQUIRE(in.hosts.mesh().freeze(sector_id{1}).complete());
  in.restart();
  CHECK(in.hosts.mesh().frozen() == std::vector<scope>{sector_id{1}});
  CHECK(in.frozen() == 10);
  auto barred = in.hosts.mesh().scatter({.where = sector_id{1}});
  CHECK(barred.failure.code == errc::frozen);
  CHECK(in.hosts.mesh().thaw(sector_id{1}).complete());
  in.hosts.mesh().wait(1s);
  CHECK(in.frozen() == 0);
  CHECK(in.hosts.mesh().scatter({}).missing() == 0);
}

TEST_CASE("O6 what was frozen before a restart is frozen on the host that takes it over then",
          "[hosts]") {
  durable in(2, 2);
  const scope where = cluster_id{1, 0};
  REQUIRE(in.hosts.mesh().freeze(where).complete());
  in.restart();
  auto serving = in.hosts.who_serves({1});
  REQUIRE(serving.size() == 1);
  in.hosts.kill(in.hosts.at(0).name == serving.front() ? 0 : 1);
  REQUIRE(in.hosts.becomes(20s, [&] { return in.sectors_of(serving.front()) == 0; }));
  in.settle();
  CHECK(in.frozen() == 5);
  CHECK(in.hosts.mesh().scatter({.where = where}).failure.code == errc::frozen);
  CHECK(in.hosts.mesh().thaw(where).complete());
  in.hosts.mesh().wait(1s);
  CHECK(in.hosts.mesh().scatter({}).missing() == 0);
}

TEST_CASE("O6 a breaker that was open when its scope was frozen is open on a new host",
          "[hosts]") {
  durable in(2, 1);
  const cluster_id where{1, 0};
  REQUIRE(in.hosts.mesh().set_circuit({where, circuit_state::open, "by hand", true}).code
          == errc::none);
  in.hosts.mesh().wait(1s);
  REQUIRE(in.hosts.mesh().freeze(where).complete());
  in.hosts.kill(0);
  in.hosts.stop_orchestrator();
  in.hosts.start_orchestrator();
  in.hosts.add_host("n2");
  in.settle();
  CHECK(in.frozen() == 5);
  CHECK(in.hosts.mesh().thaw(where).complete());
  in.hosts.mesh().wait(1s);
  CHECK(in.hosts.mesh().scatter({.where = where}).failure.code == errc::breaker_open);
}

TEST_CASE("O6 a freeze counts for a sector that no host had at the time", "[hosts]") {
  durable in(2, 1);
  in.hosts.kill(0);
  auto& mesh = in.hosts.mesh();
  REQUIRE(in.hosts.becomes(20s, [&] { return mesh.others()->nodes().unplaced == 2; }));
  auto ordered = mesh.freeze(sector_id{1});
  CHECK(ordered.failure.code == errc::none);
  CHECK_FALSE(ordered.complete()); // nobody could say so
  in.hosts.add_host("n2");
  in.settle();
  CHECK(in.frozen() == 10);
  CHECK(mesh.thaw(sector_id{1}).complete());
  mesh.wait(1s);
  CHECK(in.frozen() == 0);
}
