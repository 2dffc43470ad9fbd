// What operators do to a mesh over several hosts, in virtual time.
#include <algorithm>

#include "actors/coordination/registry.hpp"
#include "runtime/records/journal.hpp"
#include "tests/hosts/several_hosts.hpp"
#include "tests/sim/timed_work.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

std::size_t host_of(several_hosts& hosts, sector_id sector) {
  auto serving = hosts.who_serves(sector);
  REQUIRE(serving.size() == 1);
  for (std::size_t i = 0; i < hosts.size(); ++i)
    if (hosts.at(i).name == serving.front())
      return i;
  FAIL("nobody serves it");
  return 0;
}

/// Delegates to one agent, and notes what its caller is told.
delegate_result ask(several_hosts& hosts, noted_work& on, const std::string& payload,
                    agent_id whom, double timeout_ms, bool goes_on = false) {
  delegate_request request;
  request.what.payload = payload;
  request.what.goes_on = goes_on;
  request.agent = whom;
  request.timeout_ms = timeout_ms;
  auto result = hosts.mesh().delegate(request);
  note(on.seen, payload, result, hosts.mesh().now());
  return result;
}

} // namespace

TEST_CASE("M3 O6 work that was frozen when its host died is not said to be refused if it runs",
          "[hosts]") {
  const auto one_is_in_hand = GENERATE(true, false);
  const auto thaw_first = GENERATE(true, false);
  CAPTURE(one_is_in_hand, thaw_first);
  auto on = std::make_shared<noted_work>();
  on->takes = [] {
    return 4s;
  };
  {
    several_hosts hosts(sized(4, 1, 3), 2, {{scope(), {}, [on](const agent_identity& who) {
                                               return std::make_shared<timed_work>(on, who.id);
                                             }}});
    REQUIRE(hosts.whole());
    auto& mesh = hosts.mesh();
    on->now = [&mesh] {
      return mesh.now();
    };
    mesh.wait(1s);
    const agent_id whom{3, 0, 0};
    const auto serves_it = host_of(hosts, {3});
    if (one_is_in_hand) // its caller leaves, and it goes on
      ask(hosts, *on, "in hand", whom, 200, true);
    hosts.later(1s, [&] { mesh.freeze(sector_id{3}); });
    hosts.later(2s, [&] { hosts.kill(serves_it); });
    if (thaw_first)
      hosts.later(12s, [&] { mesh.thaw({}); });
    ask(hosts, *on, "asked for", whom, 60'000);
    mesh.thaw({});
    mesh.wait(150s);
    const auto after = ask(hosts, *on, "afterwards", whom, 60'000);
    CHECK(after.value == "done: afterwards");
    for (const auto& lie : on->seen.lies())
      FAIL_CHECK(lie);
    on->now = [end = mesh.now()] {
      return end;
    };
  }
}

TEST_CASE("O6 what is frozen stays frozen on the host that takes it over, until it is thawed",
          "[hosts]") {
  several_hosts hosts(sized(4, 2, 5), 2);
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  mesh.wait(1s);
  auto frozen = mesh.freeze(sector_id{1});
  CHECK(frozen.complete());
  CHECK(frozen.counts.ready == 10);
  hosts.kill(host_of(hosts, {0}) == 0 ? 1 : 0); // s01 goes to the other one
  REQUIRE(hosts.becomes(20s, [&] { return mesh.others()->nodes().unplaced == 0; }));
  REQUIRE(hosts.becomes(20s, [&] { return summarise(mesh.agents()).frozen == 10; }));
  auto barred = mesh.scatter({.where = sector_id{1}});
  CHECK(barred.failure.code == errc::frozen);
  CHECK(mesh.thaw(sector_id{1}).complete());
  mesh.wait(1s);
  auto after = mesh.scatter({.where = sector_id{1}});
  CHECK(after.failure.code == errc::none);
  CHECK(after.missing() == 0);
}

TEST_CASE("K1 conflicts of other hosts are kept, also those of the time without a link",
          "[hosts]") {
  auto cfg = sized(2, 2, 10);
  cfg.simulation.conflict_rate = 0.5;
  several_hosts hosts(cfg, 2);
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  mesh.wait(1s);
  auto asked = mesh.scatter({});
  hosts.at(0).link->end(); // whatever was on its way is sent again
  hosts.at(1).link->end();
  mesh.wait(5s);
  REQUIRE(asked.summary.conflict > 0);
  auto kept = mesh.book().query({.limit = storage::largest_page});
  REQUIRE(kept);
  CHECK(kept->total >= asked.summary.conflict);
}

TEST_CASE("K1 a host whose clock is an hour wrong works as the others, and its conflicts are "
          "dated by the orchestrator",
          "[hosts]") {
  auto ahead = GENERATE(duration(1h), duration(-1h));
  auto cfg = sized(4, 2, 10);
  cfg.simulation.conflict_rate = 0.3;
  several_hosts hosts(cfg, 1);
  hosts.add_host("n2", ahead);
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  mesh.wait(1s);
  const auto before = mesh.wall_ms();
  auto asked = mesh.scatter({});
  CHECK(asked.failure.code == errc::none);
  CHECK(asked.missing() == 0);
  CHECK(asked.summary.expired == 0); // deadlines travel as time left (S5)
  mesh.wait(5s);
  CHECK(hosts.state_of("n2") == node_state::up);
  auto kept = mesh.book().query({.limit = storage::largest_page});
  REQUIRE(kept);
  int of_wrong = 0;
  for (const auto& one : kept->records) {
    const auto& record = one.entry.record;
    of_wrong +=
        hosts.who_serves(record.agent.parent().parent()) == std::vector<std::string>{"n2"};
    CHECK(record.at_ms >= before);
    CHECK(record.at_ms <= mesh.wall_ms());
  }
  CHECK(of_wrong > 0);
}

TEST_CASE("F2 who crashes on another host is replaced there", "[hosts]") {
  several_hosts hosts(sized(4, 2, 5), 2);
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  mesh.wait(1s);
  auto told =
      mesh.inject({fault_kind::crash, {agent_id{0, 0, 1}, cluster_id{1, 1}, sector_id{2}}});
  CHECK(told.told == 3);
  mesh.wait(5s);
  CHECK(mesh.counters().agents_replaced == 1);
  CHECK(mesh.counters().leads_replaced == 1);
  CHECK(mesh.counters().coordinators_replaced == 1);
  CHECK(mesh.events().count(failure_class::agent_crash) >= 1);
  auto all = mesh.scatter({});
  CHECK(all.missing() == 0);
  CHECK(mesh.heal({}).failure.code == errc::none);
}

TEST_CASE("T5 agents join and leave a mesh over several hosts", "[hosts]") {
  several_hosts hosts(sized(4, 2, 5), 2);
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  mesh.wait(1s);
  auto grown = mesh.grow({8});
  REQUIRE(grown.failure.code == errc::none);
  auto all_are = [&](membership what) {
    return std::all_of(grown.whom.begin(), grown.whom.end(),
                       [&](agent_id id) { return mesh.who().of(id) == what; });
  };
  REQUIRE(hosts.becomes(3min, [&] { return all_are(membership::member); }));
  mesh.wait(10s);
  CHECK(mesh.scatter({}).summary.targets == 48);
  for (auto id : grown.whom)
    CHECK(mesh.drain({id}).failure.code == errc::none);
  REQUIRE(hosts.becomes(3min, [&] { return all_are(membership::absent); }));
  mesh.wait(10s);
  CHECK(mesh.scatter({}).summary.targets == 40);
}

TEST_CASE("T5 a newcomer is still there when its sector goes to another host", "[hosts]") {
  several_hosts hosts(sized(2, 2, 5), 2);
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  mesh.wait(1s);
  auto grown = mesh.grow({1, std::nullopt, sector_id{0}});
  REQUIRE(grown.whom.size() == 1);
  auto newcomer = grown.whom.front();
  REQUIRE(hosts.becomes(3min, [&] { return mesh.who().of(newcomer) == membership::member; }));
  hosts.kill(host_of(hosts, {0}));
  REQUIRE(hosts.becomes(20s, [&] { return hosts.who_serves({0}).size() == 1; }));
  mesh.wait(10s);
  auto one = mesh.scatter({.targets = {newcomer}, .scheduled = false});
  CHECK(one.summary.ready == 1);
}

TEST_CASE("the simulated world changes on every host, also on one that comes later",
          "[hosts]") {
  several_hosts hosts(sized(2, 2, 5), 1);
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  agent_id who{1, 1, 2};
  auto before = mesh.world()->of(who).latency_ms;
  behaviour_change slower;
  slower.latency_factor = 3;
  mesh.change_world({who}, slower);
  hosts.add_host("n2");
  mesh.wait(10s);
  for (std::size_t i = 0; i < hosts.size(); ++i)
    CHECK(hosts.at(i).sectors->world()->of(who).latency_ms == Approx(3 * before));
}

TEST_CASE("B2 a breaker that was opened by hand stays open on the host that takes over",
          "[hosts]") {
  several_hosts hosts(sized(2, 2, 5), 2);
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  mesh.wait(1s);
  cluster_id where{0, 1};
  CHECK(mesh.set_circuit({where, circuit_state::open, "by hand", true}).code == errc::none);
  mesh.wait(1s);
  hosts.kill(host_of(hosts, {0}));
  REQUIRE(hosts.becomes(20s, [&] { return hosts.who_serves({0}).size() == 1; }));
  mesh.wait(2s);
  auto circuits = mesh.report().circuits;
  CHECK(std::any_of(circuits.begin(), circuits.end(), [&](const circuit& c) {
    return c.where == scope(where) && c.state == circuit_state::open;
  }));
  auto barred = mesh.scatter({.where = where});
  CHECK(barred.failure.code == errc::breaker_open);
}

TEST_CASE("T5 a host that is drained gives its sectors away while cascades go on", "[hosts]") {
  several_hosts hosts(sized(6, 2, 5), 3);
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  mesh.wait(1s);
  CHECK(mesh.others()->order("n9", node_act::drain).code == errc::unknown_target);
  CHECK(mesh.others()->order("n1", node_act::drain).code == errc::none);
  auto sectors_of = [&](const std::string& name) {
    for (const auto& n : mesh.others()->nodes().nodes)
      if (n.row.name == name)
        return n.row.sectors;
    return -1;
  };
  for (int i = 0; i < 5; ++i) {
    auto all = mesh.scatter({});
    const auto& s = all.summary;
    CHECK(s.targets == s.ready + s.conflict + s.straggler + s.skipped + s.expired + s.refused);
    for (std::uint8_t sector = 0; sector < 6; ++sector)
      CHECK(hosts.who_serves({sector}).size() <= 1);
  }
  REQUIRE(hosts.becomes(20s, [&] { return sectors_of("n1") == 0; }));
  REQUIRE(hosts.whole());
  CHECK(mesh.others()->order("n1", node_act::join).code == errc::none);
  REQUIRE(hosts.becomes(20s, [&] { return sectors_of("n1") == 2; }));
  REQUIRE(hosts.whole());
  mesh.wait(1s);
  CHECK(mesh.scatter({}).missing() == 0);
}

namespace {

/// Says what it was told to an agent of the other sector, once.
struct passing_on_once : work {
  explicit passing_on_once(std::shared_ptr<int> heard) : heard_(std::move(heard)) {}
  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>&) override {
    planned_result planned;
    if (what.payload == "pass it on") {
      auto other = what.agent;
      other.sector = other.sector == 0 ? 1 : 0;
      planned.result.posts.push_back({other, "passed on"});
    } else {
      ++*heard_;
    }
    return planned;
  }
  std::shared_ptr<int> heard_;
};

} // namespace

TEST_CASE("M4 a message from agent to agent on another host ends answered or undeliverable",
          "[hosts]") {
  auto heard = std::make_shared<int>(0);
  several_hosts hosts(sized(2, 2, 5), 2, {{scope(), {}, [heard](const agent_identity&) {
                                             return std::make_shared<passing_on_once>(heard);
                                           }}});
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  mesh.wait(1s);
  scatter_request tell;
  tell.what.payload = "pass it on";
  tell.scheduled = false;
  mesh.scatter(tell);
  mesh.wait(5s);
  CHECK(*heard == 20);
  const auto& counters = mesh.counters();
  CHECK(counters.posts_sent == 20);
  CHECK(counters.posts_answered == 20);
  CHECK(counters.posts_undeliverable == 0);

  hosts.kill(host_of(hosts, {1})); // nobody has s01 for a while
  mesh.wait(1s);
  tell.where = sector_id{0};
  tell.window_ms = 200;
  mesh.scatter(tell);
  mesh.wait(30s);
  CHECK(counters.posts_sent == counters.posts_answered + counters.posts_undeliverable);
  CHECK(counters.posts_sent == 30);
}
