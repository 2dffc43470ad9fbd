// Clusters on other hosts than the coordinators of their sectors (T1), in virtual time:
//
//   orchestrator ─┬─ n1: s00 but for s00.c01
//                 └─ n2: s01, s00.c01
#include <algorithm>

#include "actors/coordination/registry.hpp"
#include "tests/hosts/several_hosts.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

constexpr cluster_id detached{0, 1};

config with_cluster_detached(const std::string& node, int sectors = 2) {
  auto cfg = sized(sectors, 2, 5);
  cfg.placement.clusters = {{detached, node}};
  return cfg;
}

struct two_hosts {
  explicit two_hosts(std::vector<work_override> work = {})
      : hosts(with_cluster_detached("n2"), 2, std::move(work)) {
    settle();
    REQUIRE(serving(sector_id{0}, 0) == 5);
    REQUIRE(serving(detached, 1) == 5);
  }
  void settle() {
    REQUIRE(hosts.whole());
    REQUIRE(hosts.becomes(20s, [&] { return in_all(detached) == 5; }));
    mesh().wait(1s); // the hub has seen all pages
  }
  local_mesh& mesh() { return hosts.mesh(); }
  /// Agents that work in a part of the mesh on one host.
  [[nodiscard]] int serving(const scope& where, std::size_t host) {
    int working = 0;
    if (!hosts.is_there(host))
      return 0;
    const auto& all = hosts.at(host).sectors->agents();
    all.read().each_page(where, [&](const cluster_page& page) {
      if (where.kind() == scope::level::sector && page.summary.cluster == detached)
        return;
      for (const auto& row : page.rows)
        working += row.state != agent_state::offline && !row.frozen ? 1 : 0;
    });
    return working;
  }
  [[nodiscard]] int in_all(const scope& where) {
    int working = 0;
    for (std::size_t i = 0; i < hosts.size(); ++i)
      working += serving(where, i);
    return working;
  }
  several_hosts hosts;
};

void check_accounted(const scatter_result& r) {
  const auto& s = r.summary;
  CHECK(s.targets == s.ready + s.conflict + s.skipped + s.straggler + s.expired + s.refused);
}

} // namespace

TEST_CASE("T1 a gather reaches a cluster on another host than its sector's coordinator",
          "[hosts]") {
  two_hosts in;
  auto all = in.mesh().scatter({});
  CHECK(all.failure.code == errc::none);
  CHECK(all.summary.targets == 20);
  CHECK(all.missing() == 0);
  auto one = in.mesh().scatter({.where = detached});
  CHECK(one.summary.targets == 5);
  CHECK(one.missing() == 0);
  for (const auto& n : in.mesh().others()->nodes().nodes)
    CHECK(n.row.clusters_detached == (n.row.name == "n2" ? 1 : 0));
}

TEST_CASE(
    "R2 a cluster goes to its sector's host when its own dies, and back when that is back",
    "[hosts]") {
  two_hosts in;
  auto began = in.mesh().now();
  in.hosts.kill(1);
  while (in.serving(detached, 0) < 5 && in.mesh().now() < began + 30s) {
    check_accounted(in.mesh().scatter({.window_ms = 200}));
    in.mesh().wait(100ms);
  }
  CHECK(in.mesh().now() - began < 15s);
  CHECK(in.serving(detached, 0) == 5);
  REQUIRE(in.hosts.whole());
  in.mesh().wait(2s);
  CHECK(in.mesh().scatter({}).missing() == 0); // over no link
  in.hosts.add_host("n2");
  REQUIRE(in.hosts.becomes(30s, [&] { return in.serving(detached, 2) == 5; }));
  CHECK(in.serving(detached, 0) == 0);
  in.settle();
  CHECK(in.mesh().scatter({}).missing() == 0);
}

TEST_CASE("R2 a cluster stays where it is when the host of its sector's coordinator dies",
          "[hosts]") {
  two_hosts in;
  in.hosts.kill(0);
  for (int i = 0; i < 100; ++i) {
    in.mesh().wait(100ms);
    CHECK(in.serving(detached, 1) == 5);
  }
  in.settle();
  CHECK(in.serving(sector_id{0}, 1) == 5);
  auto all = in.mesh().scatter({});
  CHECK(all.summary.targets == 20);
  CHECK(all.missing() == 0);
  CHECK(in.mesh().counters().agents_replaced == 0);
}

TEST_CASE("R2 a host that is cut off pauses its cluster before the sector's host has it",
          "[hosts]") {
  two_hosts in;
  in.hosts.at(1).link->cut();
  for (int i = 0; i < 200; ++i) {
    in.mesh().wait(100ms);
    CHECK((in.serving(detached, 0) == 0 || in.serving(detached, 1) == 0));
  }
  CHECK(in.serving(detached, 0) == 5);
  in.hosts.at(1).link->mend();
  REQUIRE(in.hosts.becomes(30s, [&] { return in.serving(detached, 1) == 5; }));
  CHECK(in.serving(detached, 0) == 0);
  in.settle();
  CHECK(in.mesh().scatter({}).missing() == 0);
}

TEST_CASE("F2 the lead, an agent and the coordinator of a detached cluster are replaced",
          "[hosts]") {
  two_hosts in;
  auto& mesh = in.mesh();
  for (auto who : {scope(agent_id{0, 1, 1}), scope(detached), scope(sector_id{0})}) {
    CHECK(mesh.inject({fault_kind::crash, {who}}).told == 1);
    mesh.wait(5s);
  }
  CHECK(mesh.counters().agents_replaced == 1);
  CHECK(mesh.counters().leads_replaced == 1);
  CHECK(mesh.counters().coordinators_replaced == 1);
  CHECK(mesh.events().count(failure_class::agent_crash) >= 1);
  CHECK(mesh.scatter({}).missing() == 0);
  CHECK(mesh.heal({}).failure.code == errc::none);
}

TEST_CASE("O6 a detached cluster is frozen and thawed, and stays frozen where it goes",
          "[hosts]") {
  two_hosts in;
  auto& mesh = in.mesh();
  auto frozen = mesh.freeze(sector_id{0});
  CHECK(frozen.complete());
  CHECK(frozen.counts.ready == 10);
  CHECK(in.serving(detached, 1) == 0);
  in.hosts.kill(1);
  mesh.wait(20s);
  CHECK(in.in_all(detached) == 0);
  CHECK(mesh.scatter({.where = detached}).failure.code == errc::frozen);
  CHECK(mesh.thaw(sector_id{0}).complete());
  in.settle();
  CHECK(mesh.scatter({.where = sector_id{0}}).missing() == 0);
}

TEST_CASE("B2 the breaker of a detached cluster is opened and healed by hand", "[hosts]") {
  two_hosts in;
  auto& mesh = in.mesh();
  CHECK(mesh.set_circuit({detached, circuit_state::open, "by hand", true}).code == errc::none);
  mesh.wait(1s);
  CHECK(mesh.scatter({.where = detached}).failure.code == errc::breaker_open);
  CHECK(mesh.heal({detached}).failure.code == errc::none);
  mesh.wait(1s);
  CHECK(mesh.scatter({.where = detached}).missing() == 0);
}

TEST_CASE("T5 agents join and leave a detached cluster", "[hosts]") {
  two_hosts in;
  auto& mesh = in.mesh();
  CHECK(mesh.drain({agent_id{0, 1, 4}}).failure.code == errc::none);
  REQUIRE(in.hosts.becomes(3min, [&] {
    return mesh.who().of({0, 1, 4}) == membership::absent;
  }));
  mesh.wait(10s);
  CHECK(mesh.scatter({.where = detached}).summary.targets == 4);
  auto grown = mesh.grow({1, std::nullopt, detached});
  REQUIRE(grown.failure.code == errc::none);
  REQUIRE(grown.whom.size() == 1);
  const auto newcomer = grown.whom.front();
  REQUIRE(newcomer.parent() == detached);
  REQUIRE(
      in.hosts.becomes(3min, [&] { return mesh.who().of(newcomer) == membership::member; }));
  CHECK(in.hosts.at(0).sectors->who().of(newcomer) == membership::member);
  mesh.wait(10s);
  CHECK(in.serving(detached, 1) == 5);
  CHECK(mesh.scatter({.where = detached}).summary.targets == 5);
}

namespace {

/// Whoever is told to says it on to an agent of another cluster, sector or host.
struct passing_on : work {
  explicit passing_on(std::shared_ptr<int> heard) : heard_(std::move(heard)) {}
  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>&) override {
    planned_result planned;
    if (what.payload == "pass it on")
      for (auto to : {cluster_id{0, 0}, detached, cluster_id{1, 0}})
        planned.result.posts.push_back(
            {{to.sector, to.cluster, what.agent.agent}, "passed on"});
    else
      ++*heard_;
    return planned;
  }
  std::shared_ptr<int> heard_;
};

} // namespace

TEST_CASE("M4 messages from and to agents of a detached cluster end answered or undeliverable",
          "[hosts]") {
  auto heard = std::make_shared<int>(0);
  two_hosts in({{scope(), {}, [heard](const agent_identity&) {
                   return std::make_shared<passing_on>(heard);
                 }}});
  auto& mesh = in.mesh();
  scatter_request tell;
  tell.what.payload = "pass it on";
  tell.scheduled = false;
  mesh.scatter(tell);
  mesh.wait(5s);
  const auto& counters = mesh.counters();
  CHECK(*heard == 60);
  CHECK(counters.posts_sent == 60);
  CHECK(counters.posts_answered == 60);

  in.hosts.kill(1);
  mesh.wait(1s);
  tell.where = cluster_id{0, 0};
  tell.window_ms = 200;
  mesh.scatter(tell);
  mesh.wait(30s);
  CHECK(counters.posts_sent == 75);
  CHECK(counters.posts_sent == counters.posts_answered + counters.posts_undeliverable);
}

TEST_CASE("T1 a sector all of whose clusters are detached works", "[hosts]") {
  auto cfg = with_cluster_detached("n2");
  cfg.placement.clusters.push_back({cluster_id{0, 0}, "n2"});
  several_hosts hosts(cfg, 2);
  REQUIRE(hosts.whole());
  hosts.mesh().wait(3s);
  auto all = hosts.mesh().scatter({});
  CHECK(all.summary.targets == 20);
  CHECK(all.missing() == 0);
  CHECK(hosts.mesh().counters().coordinators_replaced == 0);
}

TEST_CASE("T1 a sector works while the host of a detached cluster has never been there",
          "[hosts]") {
  auto cfg = with_cluster_detached("n9");
  several_hosts hosts(cfg, 2);
  REQUIRE(hosts.whole());
  hosts.mesh().wait(1s);
  CHECK(hosts.mesh().scatter({}).missing() == 0); // it is with its sector
  hosts.add_host("n9");
  hosts.mesh().wait(20s);
  REQUIRE(hosts.whole());
  hosts.mesh().wait(2s);
  CHECK(hosts.mesh().scatter({}).missing() == 0);
}
