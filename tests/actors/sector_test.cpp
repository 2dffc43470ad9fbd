// A sector coordinator between a probe in the orchestrator's place and probes
// in those of its leads.
#include "actors/sector_coordinator.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/deterministic.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

config three_clusters() {
  config cfg;
  cfg.topology = topology_config::of(2, 3, 4);
  return cfg;
}

struct sector_under_test {
  explicit sector_under_test(config cfg = three_clusters())
      : mesh(std::move(cfg)), orchestrator(mesh.make_probe()) {
    handle =
        mesh.spawn(sector_coordinator,
                   sector_setup{&mesh.around(), {1}, orchestrator.as<orchestrator_actor>()});
    std::vector<cluster_lead_actor> handles;
    for (int i = 0; i < 3; ++i) {
      leads.push_back(mesh.make_probe());
      handles.push_back(leads.back().as<cluster_lead_actor>());
    }
    mesh.tell(handle, std::move(handles));
  }
  scatter_order order(std::uint64_t gather) {
    scatter_order o;
    o.gather = gather;
    o.arrive = in(1s);
    o.window = 500ms;
    o.expire = in(30s);
    return o;
  }
  deadline in(duration d) { return {mesh.around().process, mesh.now() + d, mesh.now()}; }
  void scatter(scatter_order o, message m = {}) {
    mesh.tell(handle, wire<message>(std::move(m)), wire<scatter_order>(std::move(o)));
  }
  /// What a lead answers whose four agents were all READY.
  gather_summary all_ready(std::uint8_t cluster, std::uint64_t gather) {
    gather_summary s;
    s.gather = gather;
    s.from = cluster_id{1, cluster};
    s.clusters = 1;
    s.targets = s.sent = s.ready = 4;
    for (std::uint8_t a = 0; a < 4; ++a)
      s.add_answer(trinary::ready, "done", {1, cluster, a}, {});
    return s;
  }
  void answer(std::uint8_t cluster, std::uint64_t gather) {
    mesh.tell(handle, wire<gather_summary>(all_ready(cluster, gather)));
  }
  std::size_t orders(std::size_t lead) { return leads[lead].count<wire<scatter_order>>(); }
  [[nodiscard]] gather_summary summary() const {
    auto all = orchestrator.all<wire<gather_summary>>();
    if (all.size() != 1)
      throw std::logic_error(std::to_string(all.size()) + " summaries instead of one");
    return *all.front();
  }

  deterministic_system mesh;
  probe orchestrator;
  std::vector<probe> leads;
  sector_coordinator_actor handle;
};

cluster_summary line_of(std::uint8_t cluster, std::uint32_t active, double score) {
  cluster_summary line;
  line.cluster = {1, cluster};
  line.agents = 4;
  line.active = active;
  line.mean_score = line.p95_score = score;
  return line;
}

} // namespace

TEST_CASE("an order for all goes to each lead as it is, and the message is shared") {
  sector_under_test sector;
  wire<message> what{message{}};
  sector.mesh.tell(sector.handle, what, wire<scatter_order>(sector.order(1)));
  for (const auto& lead : sector.leads) {
    REQUIRE(lead.count<wire<scatter_order>>() == 1);
    CHECK(lead.all<wire<message>>()[0].shared() == what.shared());
  }
  CHECK(sector.orchestrator.count<wire<gather_summary>>() == 0);
}

TEST_CASE("an order goes only to the leads that it touches, each with its own targets") {
  sector_under_test sector;
  auto one = sector.order(1);
  one.where = cluster_id{1, 2};
  sector.scatter(one);
  CHECK(sector.orders(0) == 0);
  CHECK(sector.orders(1) == 0);
  CHECK(sector.orders(2) == 1);

  auto named = sector.order(2);
  named.targets = {{{1, 0, 0}, 5}, {{1, 0, 3}, 1}, {{1, 2, 1}, 0}};
  sector.scatter(named);
  CHECK(sector.orders(0) == 1);
  CHECK(sector.orders(1) == 0);
  CHECK(sector.orders(2) == 2);
  CHECK(sector.leads[0].all<wire<scatter_order>>()[0]->targets
        == std::vector<target>{{{1, 0, 0}, 5}, {{1, 0, 3}, 1}});
  CHECK(sector.leads[2].all<wire<scatter_order>>()[1]->targets
        == std::vector<target>{{{1, 2, 1}, 0}});
}

TEST_CASE("T3 what leads answer goes up as one summary, when the last one has answered") {
  sector_under_test sector;
  sector.scatter(sector.order(1));
  sector.answer(0, 1);
  sector.answer(2, 1);
  CHECK(sector.orchestrator.count<wire<gather_summary>>() == 0);
  sector.answer(1, 1);
  auto s = sector.summary();
  CHECK(s.gather == 1);
  CHECK(s.from == scope(sector_id{1}));
  CHECK(s.sectors == 1);
  CHECK(s.clusters == 3);
  CHECK(s.targets == 12);
  CHECK(s.ready == 12);
  REQUIRE(s.answers.size() == 1);
  CHECK(s.answers[0].count == 12);
}

TEST_CASE("a lead that answers twice, unasked or for a gather that is over counts once") {
  sector_under_test sector;
  auto o = sector.order(1);
  o.where = cluster_id{1, 0};
  sector.scatter(o);
  sector.answer(1, 1); // was not asked
  sector.answer(0, 99);
  CHECK(sector.orchestrator.count<wire<gather_summary>>() == 0);
  sector.answer(0, 1);
  sector.answer(0, 1);
  CHECK(sector.summary().ready == 4);
}

TEST_CASE("G2 a lead that stays silent does not block: its agents are stragglers, by name") {
  sector_under_test sector;
  auto began = sector.mesh.now();
  sector.scatter(sector.order(1));
  sector.answer(0, 1);
  sector.answer(2, 1);
  sector.mesh.advance(10s);
  auto s = sector.summary();
  CHECK(s.targets == 12);
  CHECK(s.ready == 8);
  CHECK(s.straggler == 4);
  CHECK(s.accounted() == s.targets);
  REQUIRE(s.exceptions.size() == 1);
  CHECK(s.exceptions[0].reason == errc::lead_unreachable);
  CHECK(s.exceptions[0].agents
        == std::vector<agent_id>{{1, 1, 0}, {1, 1, 1}, {1, 1, 2}, {1, 1, 3}});
  // Later than the leads themselves give up, by the margin of a level.
  CHECK(sector.orchestrator.times<wire<gather_summary>>()[0] == began + 3'500ms);
  sector.answer(1, 1); // too late
  CHECK(sector.summary().ready == 8);
}

TEST_CASE("of a silent lead only those agents are named that were meant") {
  sector_under_test sector;
  auto named = sector.order(1);
  named.targets = {{{1, 0, 2}, 0}};
  sector.scatter(named);
  sector.mesh.advance(10s);
  CHECK(sector.summary().straggler == 1);
  CHECK(sector.summary().exceptions.at(0).agents == std::vector<agent_id>{{1, 0, 2}});

  sector.orchestrator.clear();
  auto one = sector.order(2);
  one.where = agent_id{1, 1, 3};
  sector.scatter(one);
  sector.mesh.advance(10s);
  CHECK(sector.summary().exceptions.at(0).agents == std::vector<agent_id>{{1, 1, 3}});

  sector.orchestrator.clear();
  auto of_class = sector.order(3);
  of_class.cls = agent_class::a_edge;
  sector.scatter(of_class);
  sector.mesh.advance(10s);
  auto s = sector.summary();
  REQUIRE(s.straggler > 0);
  for (auto agent : s.exceptions.at(0).agents)
    CHECK(sector.mesh.who().identity(agent).cls == agent_class::a_edge);
}

TEST_CASE("gathers end in their own time, whatever the order in which they began") {
  sector_under_test sector;
  auto began = sector.mesh.now();
  for (int seconds : {9, 3, 6}) {
    auto o = sector.order(static_cast<std::uint64_t>(seconds));
    o.arrive = sector.in(std::chrono::seconds(seconds));
    o.where = cluster_id{1, 0};
    sector.scatter(o);
  }
  sector.mesh.advance(20s);
  std::vector<std::uint64_t> ended;
  for (const auto& s : sector.orchestrator.all<wire<gather_summary>>())
    ended.push_back(s->gather);
  CHECK(ended == std::vector<std::uint64_t>{3, 6, 9});
  CHECK(sector.orchestrator.times<wire<gather_summary>>()
        == std::vector{began + 5'500ms, began + 8'500ms, began + 11'500ms});
}

TEST_CASE("M3 an order that expired on its way to the sector goes no further") {
  sector_under_test sector;
  auto o = sector.order(1);
  o.expire = sector.in(-1ms);
  sector.scatter(o);
  auto s = sector.summary();
  CHECK(s.targets == 12);
  CHECK(s.expired == 12);
  CHECK(s.sent == 0);
  REQUIRE(s.exceptions.size() == 1);
  CHECK(s.exceptions[0].kind == exception_kind::expired);
  CHECK(s.exceptions[0].agents.size() == 12);
  for (std::size_t lead : {0U, 1U, 2U})
    CHECK(sector.orders(lead) == 0);
}

TEST_CASE("M4 a second copy of an order is not passed on") {
  sector_under_test sector;
  sector.scatter(sector.order(1));
  sector.scatter(sector.order(1));
  CHECK(sector.orders(0) == 1);
}

TEST_CASE(
    "C1 an order for sectors is answered by the sector itself, one for leads by its leads") {
  sector_under_test sector;
  auto o = sector.order(1);
  o.depth = reach::sectors;
  sector.scatter(o);
  CHECK(sector.summary().sectors == 1);
  CHECK(sector.orders(0) == 0);

  sector.orchestrator.clear();
  o = sector.order(2);
  o.depth = reach::leads;
  sector.scatter(o);
  for (std::uint8_t cluster : {0, 1, 2}) {
    gather_summary reached;
    reached.gather = 2;
    reached.from = cluster_id{1, cluster};
    reached.clusters = 1;
    sector.mesh.tell(sector.handle, wire<gather_summary>(reached));
  }
  CHECK(sector.summary().clusters == 3);
}

TEST_CASE("C1 a lead that cannot be reached is no agent that did not answer") {
  sector_under_test sector;
  auto o = sector.order(1);
  o.depth = reach::leads;
  sector.scatter(o);
  sector.mesh.advance(10s);
  CHECK(sector.summary().clusters == 0);
  CHECK(sector.summary().targets == 0);
}

TEST_CASE("a cancelled gather is cancelled where it is still waited for") {
  sector_under_test sector;
  sector.scatter(sector.order(1));
  sector.answer(1, 1);
  sector.mesh.tell(sector.handle, cancel_gather{1});
  CHECK(sector.leads[0].count<cancel_gather>() == 1);
  CHECK(sector.leads[1].count<cancel_gather>() == 0);
  CHECK(sector.leads[2].count<cancel_gather>() == 1);
  sector.mesh.tell(sector.handle, cancel_gather{99});
  CHECK(sector.leads[0].count<cancel_gather>() == 1);
}

TEST_CASE("Z8 rules go to every lead, a post to the lead of its agent, or up") {
  sector_under_test sector;
  sector.mesh.tell(sector.handle, wire<routing_rules>(routing_rules{}));
  for (const auto& lead : sector.leads)
    CHECK(lead.count<wire<routing_rules>>() == 1);

  auto pass = [&](agent_id to) {
    sector.mesh.tell(sector.handle, wire<message>(message{}),
                     wire<post_order>(post_order{{1, 0, 0}, to, sector.in(1s)}));
  };
  pass({1, 2, 0});
  CHECK(sector.leads[2].count<wire<post_order>>() == 1);
  pass({0, 2, 0});
  CHECK(sector.orchestrator.count<wire<post_order>>() == 1);
  pass({1, 77, 0});
  CHECK(sector.mesh.counters().posts_undeliverable == 1);
}

TEST_CASE("Z5 Z7 the sector goes up in one line per period, once its leads have spoken") {
  sector_under_test sector;
  sector.mesh.advance(5s);
  CHECK(sector.orchestrator.count<wire<sector_summary>>() == 0);
  sector.mesh.tell(sector.handle, wire<cluster_summary>(line_of(0, 4, 100)));
  sector.mesh.tell(sector.handle, wire<cluster_summary>(line_of(1, 2, 50)));
  sector.mesh.tell(sector.handle, wire<cluster_summary>(line_of(2, 4, 10)));
  auto stranger = line_of(0, 0, 999);
  stranger.cluster = {0, 0}; // of another sector
  sector.mesh.tell(sector.handle, wire<cluster_summary>(stranger));
  sector.mesh.advance(10s);
  auto lines = sector.orchestrator.all<wire<sector_summary>>();
  REQUIRE(lines.size() == 2);
  CHECK(lines[0]->sector == sector_id{1});
  CHECK(lines[0]->clusters == 3);
  CHECK(lines[0]->agents == 12);
  CHECK(lines[0]->active == 10);
  CHECK(lines[0]->mean_score == Approx((100 + 50 + 10) / 3.0));
  CHECK(lines[0]->healthiest == cluster_id{1, 2});
  CHECK(lines[0]->sickest == cluster_id{1, 1});
}

TEST_CASE("T2 a sector goes on working when the orchestrator is gone") {
  sector_under_test sector;
  sector.scatter(sector.order(1));
  caf::anon_send_exit(sector.orchestrator.as<caf::actor>(), caf::exit_reason::kill);
  sector.mesh.run();
  sector.answer(0, 1);
  sector.answer(1, 1);
  sector.answer(2, 1);
  sector.mesh.advance(1min);
  sector.scatter(sector.order(2));
  CHECK(sector.orders(0) == 2);
  sector.mesh.tell(sector.handle, wire<message>(message{}),
                   wire<post_order>(post_order{{1, 0, 0}, {1, 2, 0}, sector.in(1s)}));
  CHECK(sector.leads[2].count<wire<post_order>>() == 1);
}
