// What is larger than a batch may be, between hosts, in virtual time.
#include "actors/coordination/registry.hpp"
#include "tests/hosts/several_hosts.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

struct slow_work : work {
  std::optional<planned_result> start(const job&, const std::function<work_done()>&) override {
    return planned_result{work_result::ready("done"), 60s};
  }
};

std::vector<work_override> all_slow() {
  return {{scope(), {}, [](const agent_identity&) {
             return std::make_shared<slow_work>();
           }}};
}

} // namespace

TEST_CASE("O6 M4 what a sector holds is preserved however large, and given to who takes over",
          "[hosts]") {
  auto cfg = sized(2, 2, 5);
  cfg.links.entry_bytes = cfg.links.batch_bytes = 1'024;
  several_hosts hosts(cfg, 2, all_slow());
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  mesh.wait(1s);
  for (std::uint8_t a = 0; a < 5; ++a) {
    delegate_request give;
    give.what.payload = "a task" + std::string(6'000, static_cast<char>('a' + a));
    give.agent = agent_id{1, 0, a};
    give.timeout_ms = 2'000;
    give.what.goes_on = true; // M3: it outlives its caller
    mesh.delegate(give);
  }
  mesh.wait(100ms);
  auto frozen = mesh.freeze(sector_id{1});
  CHECK(frozen.complete());
  CHECK(frozen.in_hand == 5); // some 30,000 bytes

  auto serving = hosts.who_serves({0}); // s01 is frozen
  REQUIRE(serving.size() == 1);
  hosts.kill(hosts.at(0).name == serving.front() ? 1 : 0);
  auto until = mesh.now() + 20s;
  while (summarise(mesh.agents()).frozen < 10 && mesh.now() < until)
    mesh.wait(100ms);
  mesh.wait(10s);
  CHECK(mesh.thaw(sector_id{1}).complete());
  mesh.wait(150s);
  CHECK(mesh.counters().thawed_answers == 5);
}

TEST_CASE("T2 a node that is given a sector while nothing more fits its link still gets it",
          "[hosts]") {
  auto cfg = sized(2, 2, 5);
  cfg.links.entries = 40;
  several_hosts hosts(cfg, 2);
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  mesh.wait(1s);
  hosts.at(0).link->cut();
  for (int i = 0; i < 60; ++i)
    mesh.set_rules(mesh.rules()); // an entry for each sector
  REQUIRE(mesh.others()->order("n2", node_act::drain).code == errc::none);
  mesh.wait(500ms);
  REQUIRE(hosts.who_serves({1}).empty()); // n2 has stopped it, n1 was not told
  hosts.at(0).link->mend();
  auto until = mesh.now() + 10s;
  while (hosts.who_serves({1}).empty() && mesh.now() < until)
    mesh.wait(100ms);
  CHECK(hosts.who_serves({0}) == std::vector<std::string>{"n1"});
  CHECK(hosts.who_serves({1}) == std::vector<std::string>{"n1"});
  mesh.wait(2s);
  CHECK(mesh.scatter({}).missing() == 0);
}
