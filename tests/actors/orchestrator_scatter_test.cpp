// What the orchestrator sends for a scatter, and makes of what comes back.
#include <set>

#include "tests/actors/orchestrator_under_test.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

constexpr double hour_ms = 3'600'000;

/// How far ahead T is, in ms, at the moment of the order.
double horizon_ms(orchestrator_under_test& root, std::size_t sector = 0) {
  auto order = root.orders(sector).back();
  auto now = root.mesh.now();
  return to_ms(order.arrive.local(root.mesh.around().process, now) - now);
}

const kpi_row& kpi(const orchestrator_report& report, const std::string& name) {
  for (const auto& row : report.kpi)
    if (row.name == name)
      return row;
  throw std::logic_error("there is no KPI " + name);
}

} // namespace

TEST_CASE("M1 a message has an id, a correlation, a hash, and is one for all sectors") {
  orchestrator_under_test root;
  scatter_request request;
  request.what.payload = "hello";
  request.what.urgency = priority::high;
  request.what.what = verb::decide;
  request.what.payload_weight = 0.5;
  request.what.capabilities = {"observe"};
  root.scatter(request);
  auto m = root.newest_message(0);
  CHECK(m == root.newest_message(1));
  CHECK(m.id.value != 0);
  CHECK(m.correlation.value != 0);
  CHECK(m.source == "console");
  CHECK(m.how == strategy::scatter_gather);
  CHECK(m.what == verb::decide);
  CHECK(m.urgency == priority::high);
  CHECK(m.ttl_ms == 865); // as long as its caller waits: the horizon and the window
  CHECK(m.payload_weight == 0.5);
  CHECK(m.required_capabilities == std::vector<std::string>{"observe"});
  CHECK(m.payload_hash == hash_of_payload(m));
  root.scatter(request);
  CHECK(m.id < root.newest_message(0).id);
  CHECK(root.orders(0)[0].gather != root.orders(0)[1].gather);
}

TEST_CASE("G1 T is as far ahead as the slowest needs that can be reached at all") {
  orchestrator_under_test root;
  scatter_request request;
  root.scatter(request);
  CHECK(horizon_ms(root) == Approx(300 + 15)); // C_PERSISTENT; people are not waited for
  request.what.payload_weight = 2;
  root.scatter(request);
  CHECK(horizon_ms(root) == Approx(100 + 200 * 2 + 15));
  request.cls = agent_class::b_serverless;
  root.scatter(request);
  CHECK(horizon_ms(root) == Approx(50 + 50 * 2 + 15));
  request.horizon_ms = 0;
  root.scatter(request);
  CHECK(horizon_ms(root) == 0);

  root.publish([](agent_row& row) {
    if (row.cls == agent_class::b_serverless)
      row.latency_ms = 1'000;
    if (row.cls == agent_class::c_persistent)
      row.state = agent_state::offline;
  });
  root.scatter({});
  CHECK(horizon_ms(root) == Approx(500 + 50 + 15));
}

TEST_CASE("M3 a message lives until its answers are no longer counted, at least") {
  orchestrator_under_test root;
  scatter_request request;
  request.horizon_ms = 60'000;
  request.window_ms = 10'000;
  root.scatter(request);
  auto order = root.orders(0).back();
  auto now = root.mesh.now();
  CHECK(to_ms(order.expire.local(root.mesh.around().process, now) - now) == 70'000);
  CHECK(root.newest_message(0).ttl_ms == 70'000);
}

TEST_CASE("an order goes only to the sectors that it touches") {
  orchestrator_under_test root;
  scatter_request request;
  request.where = cluster_id{1, 0};
  root.scatter(request);
  CHECK(root.sectors[0].count() == 0);
  CHECK(root.orders(1).size() == 1);
  request.where = {};
  request.targets = {{1, 1, 4}, {0, 0, 2}, {1, 0, 1}, {0, 0, 2}};
  root.scatter(request);
  CHECK(root.meant(0) == std::vector<agent_id>{{0, 0, 2}}); // named twice, asked once
  CHECK(root.meant(1) == std::vector<agent_id>{{1, 0, 1}, {1, 1, 4}});
}

TEST_CASE("parts go to as many agents, each exactly once") {
  orchestrator_under_test root;
  scatter_request request;
  request.what.parts = {"a", "b", "c", "d", "e", "f"};
  request.what.capabilities = {"observe"};
  root.scatter(request);
  std::set<std::uint32_t> parts;
  std::set<agent_id> agents;
  for (std::size_t s : {0U, 1U})
    for (const auto& o : root.orders(s))
      for (const auto& t : o.targets) {
        parts.insert(t.part);
        agents.insert(t.agent);
      }
  CHECK(parts == std::set<std::uint32_t>{0, 1, 2, 3, 4, 5});
  CHECK(agents.size() == 6);
}

TEST_CASE("named agents get the parts in the order in which they were named") {
  orchestrator_under_test root;
  scatter_request request;
  request.what.parts = {"a", "b", "c"};
  request.targets = {{1, 0, 0}, {0, 1, 1}, {0, 0, 0}};
  root.scatter(request);
  CHECK(root.orders(0).back().targets == std::vector<target>{{{0, 0, 0}, 2}, {{0, 1, 1}, 1}});
  CHECK(root.orders(1).back().targets == std::vector<target>{{{1, 0, 0}, 0}});
}

TEST_CASE("O3 a sample is of capable agents that are there, without repeats") {
  orchestrator_under_test root;
  root.publish([](agent_row& row) {
    if (row.id.cluster == 1)
      row.state = agent_state::offline;
  });
  scatter_request request;
  request.sample = 4;
  request.where = sector_id{1};
  request.what.capabilities = {"observe"};
  root.scatter(request);
  CHECK(root.sectors[0].count() == 0);
  auto chosen = root.meant(1);
  CHECK(std::set<agent_id>(chosen.begin(), chosen.end()).size() == 4);
  for (auto agent : chosen)
    CHECK(agent.parent() == cluster_id{1, 0});
  request.sample = 1'000; // everyone there is
  root.scatter(request);
  CHECK(root.meant(1).size() == 5);
}

TEST_CASE("O3 samples vary, and repeat with the seed") {
  auto samples = [](std::uint64_t seed) {
    auto cfg = small_config();
    cfg.simulation.seed = seed;
    orchestrator_under_test root(cfg);
    scatter_request request;
    request.sample = 3;
    std::vector<std::vector<agent_id>> all;
    for (int i = 0; i < 5; ++i) {
      root.forget_orders();
      root.scatter(request);
      std::vector<agent_id> one;
      for (std::size_t s : {0U, 1U})
        if (!root.orders(s).empty())
          for (auto agent : root.meant(s))
            one.push_back(agent);
      all.push_back(one);
    }
    return all;
  };
  auto first = samples(1);
  CHECK(first == samples(1));
  CHECK(first != samples(2));
  CHECK(std::set<std::vector<agent_id>>(first.begin(), first.end()).size() > 1);
}

TEST_CASE("Z8 rules go to every sector, and nobody who is routed around is chosen") {
  orchestrator_under_test root;
  routing_rules rules;
  rules.avoid({0, 0, 0});
  root.mesh.tell(root.handle, wire<routing_rules>(rules));
  for (const auto& sector : root.sectors)
    CHECK(sector.count<wire<routing_rules>>() == 1);
  scatter_request request;
  request.sample = 1'000;
  root.scatter(request);
  CHECK(root.meant(0).size() == 9);
  CHECK(root.meant(0).front() == agent_id{0, 0, 1});
  CHECK(root.meant(1).size() == 10);
}

TEST_CASE("what sectors report is put together, and one that answers twice counts once") {
  orchestrator_under_test root;
  auto result = root.scatter({});
  root.all_ready(0);
  root.all_ready(0);
  CHECK_FALSE(result->has_value());
  root.all_except(1, exception_kind::conflict, errc::none, "4");
  REQUIRE(result->has_value());
  const auto& s = (*result)->summary;
  CHECK(s.sectors == 2);
  CHECK(s.targets == 20);
  CHECK(s.ready == 10);
  CHECK(s.conflict == 10);
  CHECK_FALSE((*result)->success()); // G3: half is less than 95 %
  CHECK((*result)->decision.decision == quorum_decision::resolve_conflicts);
  CHECK((*result)->recommendation() == "resolve_conflicts");
}

TEST_CASE("G3 Q1 enough READY answers are a success, and the mesh may proceed") {
  orchestrator_under_test root;
  auto result = root.scatter({});
  root.all_ready(0);
  root.all_ready(1);
  CHECK((*result)->success());
  CHECK((*result)->decision.decision == quorum_decision::proceed);
  CHECK((*result)->recommendation().empty());
}

TEST_CASE("G2 a sector that stays silent does not block: its agents are named") {
  orchestrator_under_test root;
  auto began = root.mesh.now();
  scatter_request request;
  request.horizon_ms = 1'000;
  request.cls = agent_class::a_edge;
  auto result = root.scatter(request);
  root.all_ready(0);
  auto expected = root.meant(1);
  REQUIRE_FALSE(expected.empty());
  root.mesh.run_until([&] { return result->has_value(); }, 1min);
  REQUIRE(result->has_value());
  const auto& s = (*result)->summary;
  CHECK(s.straggler == expected.size());
  CHECK(s.accounted() == s.targets);
  CHECK(s.exceptions.at(0).reason == errc::sector_unreachable);
  CHECK(s.exceptions.at(0).agents == expected);
  // Two levels' margin later than the leads: whoever waits, waits longest.
  CHECK(root.mesh.now() - began == 1'000ms + 500ms + 2 * 2'000ms);
  CHECK((*result)->took_ms == Approx(5'500));
}

TEST_CASE("a gather that reached nobody is a named error, and no gather for the KPIs") {
  orchestrator_under_test root;
  auto result = root.scatter({});
  root.report(root.part_of(0));
  root.report(root.part_of(1));
  CHECK((*result)->failure.code == errc::no_capable_agent);
  CHECK_FALSE(
      kpi(root.answer_to<orchestrator_report>(report_request{}), "gathers_with_quorum").value);
}

TEST_CASE("a cancelled request is passed down, and its answer says so") {
  orchestrator_under_test root;
  scatter_request mine;
  mine.client = 7;
  scatter_request other;
  other.client = 8;
  auto cancelled = root.scatter(mine);
  root.all_ready(0);
  auto others = root.scatter(other);
  root.mesh.tell(root.handle, cancel_request{7});
  CHECK(root.sectors[0].count<cancel_gather>() == 0); // has answered already
  REQUIRE(root.sectors[1].count<cancel_gather>() == 1);
  CHECK(root.sectors[1].all<cancel_gather>()[0].gather == root.orders(1)[0].gather);
  auto rest = root.part_of(1);
  rest.gather = root.orders(1)[0].gather;
  root.report(rest);
  REQUIRE(cancelled->has_value());
  CHECK((*cancelled)->cancelled);
  CHECK_FALSE((*cancelled)->success());
  CHECK((*cancelled)->summary.ready == 10); // what was known by then
  CHECK_FALSE(others->has_value());
}

TEST_CASE("a cancellation for nobody in particular ends nothing") {
  orchestrator_under_test root;
  auto anonymous = root.scatter({});
  root.mesh.tell(root.handle, cancel_request{});
  root.mesh.tell(root.handle, cancel_request{99});
  CHECK(root.sectors[0].count<cancel_gather>() == 0);
  root.all_ready(0);
  root.all_ready(1);
  CHECK((*anonymous)->success());
}

TEST_CASE("O1 conflicts are counted for an hour") {
  orchestrator_under_test root;
  auto conflicts = [&] {
    return root.answer_to<orchestrator_report>(report_request{}).conflicts_last_hour;
  };
  CHECK(conflicts() == 0);
  for (int i = 0; i < 2; ++i) {
    root.scatter({});
    root.all_ready(0);
    root.all_except(1, exception_kind::conflict, errc::none);
    root.mesh.advance(30min);
  }
  CHECK(conflicts() == 20);
  root.mesh.advance(10min);
  CHECK(conflicts() == 10);
  root.mesh.advance(1h);
  CHECK(conflicts() == 0);
}

TEST_CASE("KPI the report has each target, and what was measured so far") {
  orchestrator_under_test root;
  auto before = root.answer_to<orchestrator_report>(report_request{});
  CHECK_FALSE(kpi(before, "gathers_with_quorum").value);
  CHECK_FALSE(kpi(before, "cascade_parallel_p95").value);
  root.scatter({});
  root.all_ready(0);
  root.all_ready(1);
  root.scatter({});
  root.all_ready(0);
  root.all_except(1, exception_kind::conflict, errc::none);
  auto after = root.answer_to<orchestrator_report>(report_request{});
  CHECK(kpi(after, "gathers_with_quorum").value == Approx(50));
  CHECK(kpi(after, "conflict_rate").value == Approx(25));
  CHECK(kpi(after, "conflict_rate").met() == false);
}

TEST_CASE("Z5 the global map is what sectors reported, and how old it is") {
  orchestrator_under_test root;
  sector_summary line;
  line.sector = {1};
  line.agents = 10;
  line.active = 9;
  root.mesh.tell(root.handle, wire<sector_summary>(line));
  line.sector = {77}; // of no sector of this mesh
  root.mesh.tell(root.handle, wire<sector_summary>(line));
  root.mesh.advance(7s);
  auto report = root.answer_to<orchestrator_report>(report_request{});
  CHECK(report.sectors_heard == 1);
  CHECK(report.oldest_summary_s == Approx(7));
  CHECK(kpi(report, "time_with_95_active").value == Approx(0)); // nine of ten are fewer
}

TEST_CASE("a post goes to its sector, or is counted when there is none") {
  orchestrator_under_test root;
  auto pass = [&](agent_id to) {
    deadline expire(root.mesh.around().process, root.mesh.now() + 1s, root.mesh.now());
    root.mesh.tell(root.handle, wire<message>(message{}),
                   wire<post_order>(post_order{{0, 0, 0}, to, expire}));
  };
  pass({1, 1, 1});
  CHECK(root.sectors[1].count<wire<post_order>>() == 1);
  pass({2, 0, 0});
  CHECK(root.answer_to<orchestrator_report>(report_request{}).posts_undeliverable == 1);
}

TEST_CASE("the longest request that is accepted ends, too") {
  orchestrator_under_test root;
  scatter_request request;
  request.window_ms = hour_ms;
  request.horizon_ms = hour_ms;
  auto result = root.scatter(request);
  root.mesh.run_until([&] { return result->has_value(); }, 3h);
  REQUIRE(result->has_value());
  CHECK((*result)->summary.straggler == 20);
}
