#include "actors/parts/scatter_desk.hpp"

#include "actors/parts/failure_desk.hpp"
#include "actors/parts/mesh_figures.hpp"
#include "tests/parts/scripted_children.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/deterministic.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

/// The desk of an orchestrator over two sectors of ten agents.
struct desk_of_requests {
  desk_of_requests() { clock.now = time_point{100s}; }
  void scatter(const scatter_request& request, reach depth = reach::agents) {
    desk.scatter(request, depth, [this](scatter_result r) { results.push_back(std::move(r)); });
  }
  /// A sector's summary for the newest order; it was sent to as many as it answers for.
  void answer(std::uint8_t sector, std::uint32_t ready, std::uint32_t refused = 0) {
    gather_summary s;
    s.gather = below.asked.back().second.gather;
    s.from = sector_id{sector};
    s.sectors = 1;
    s.targets = ready + refused;
    s.sent = s.ready = ready;
    s.refused = refused;
    if (refused > 0)
      s.add_exception(exception_kind::refused, errc::breaker_open, "open", {sector, 0, 0}, {});
    engine.collect(s);
  }

  deterministic_system mesh;
  scripted_children below{scope(), 2};
  scripted_clock clock;
  scatter_engine engine{mesh.around(), below, errc::sector_unreachable, clock.make()};
  targeting choice{mesh.cfg(), mesh.who(), mesh.agents(), random_source(1)};
  error refused;
  std::vector<bool> counted;
  scatter_desk desk{mesh.around(),
                    engine,
                    choice,
                    [this] { return clock.now; },
                    7,
                    {[this] { return refused; },
                     [](gather_summary&) {
                       return std::vector{agent_id{1, 1, 1}};
                     },
                     [this](const scatter_result&, bool counts) {
                       counted.push_back(counts);
                     }}};
  std::vector<scatter_result> results;
};

} // namespace

TEST_CASE("G1 a request is answered once, with what its gather came to") {
  desk_of_requests d;
  CHECK(d.desk.next_gather() == 8);
  scatter_request request;
  request.horizon_ms = 20;
  request.window_ms = 500;
  d.scatter(request);
  REQUIRE(d.below.asked.size() == 2);
  const auto& order = d.below.asked[0].second;
  CHECK(order.gather == 8);
  CHECK(order.arrive.local(d.mesh.around().process, d.clock.now) == d.clock.now + 20ms);
  CHECK(order.expire.local(d.mesh.around().process, d.clock.now) == d.clock.now + 520ms);
  d.answer(0, 10);
  CHECK(d.results.empty());
  d.clock.now += 40ms;
  d.answer(1, 10);
  REQUIRE(d.results.size() == 1);
  CHECK(d.results[0].success());
  CHECK(d.results[0].took_ms == Approx(40));
  CHECK(d.counted == std::vector{true});
}

TEST_CASE("a request that is refused sends nothing, and the breaker is asked last") {
  desk_of_requests d;
  d.refused = {errc::breaker_open, "the global breaker is open"};
  d.scatter({});
  scatter_request strange;
  strange.where = sector_id{9};
  d.scatter(strange);
  CHECK(d.below.asked.empty());
  REQUIRE(d.results.size() == 2);
  CHECK(d.results[0].failure.code == errc::breaker_open);
  CHECK(d.results[1].failure.code == errc::unknown_target);
  d.scatter({}, reach::sectors); // its own probe passes an open breaker
  CHECK(d.below.asked.size() == 2);
}

TEST_CASE("a gather that was turned away fails, but as the phase of a cascade it is counted") {
  auto of_a_cascade = GENERATE(true, false);
  desk_of_requests d;
  scatter_request request;
  request.of_a_cascade = of_a_cascade;
  d.scatter(request);
  d.answer(0, 0, 10);
  d.answer(1, 0, 10);
  REQUIRE(d.results.size() == 1);
  CHECK(d.results[0].failure.code == (of_a_cascade ? errc::none : errc::breaker_open));
  CHECK(d.counted == std::vector{false});
}

TEST_CASE("a client's requests are cancelled together, and waited for half a second") {
  desk_of_requests d;
  scatter_request mine;
  mine.client = 5;
  d.scatter(mine);
  d.scatter({});
  d.desk.cancel(0); // of those that gave no number
  CHECK(d.below.cancelled.empty());
  d.desk.cancel(5);
  CHECK(d.below.cancelled
        == std::vector<std::pair<std::uint8_t, std::uint64_t>>{{0, 8}, {1, 8}});
  d.clock.now += 500ms;
  d.engine.due();
  REQUIRE(d.results.size() == 1);
  CHECK(d.results[0].cancelled);
  CHECK(d.results[0].unreached == std::vector<sector_id>{{0}, {1}});
  CHECK(d.counted == std::vector{false});
  CHECK(d.engine.runs(9));
}

TEST_CASE("F5 a redundant ask names its rogues, and what ends a conflict is no command") {
  desk_of_requests d;
  scatter_request request;
  request.redundant = true;
  request.what.resolves = {3};
  d.scatter(request);
  CHECK(d.below.asked[0].second.every_answer);
  d.answer(0, 10);
  d.answer(1, 10);
  REQUIRE(d.results.size() == 1);
  CHECK(d.results[0].rogues == std::vector{agent_id{1, 1, 1}});
  CHECK(d.counted.empty());
}

TEST_CASE("F5 an agent that contradicts the majority is escalated, and quarantined at once") {
  deterministic_system mesh;
  std::vector<agent_id> quarantined;
  failure_desk desk(
      mesh.around(), [&] { return mesh.now(); },
      [&](const quarantine_order& order) { quarantined.push_back(order.who); });
  gather_summary s;
  for (std::uint8_t a = 0; a < 5; ++a)
    s.parts.push_back({a, {0, 0, a}, a == 3 ? "41" : "42"});
  CHECK(desk.find_rogues(s) == std::vector{agent_id{0, 0, 3}});
  CHECK(quarantined == std::vector{agent_id{0, 0, 3}});
  CHECK(s.parts.empty());
  CHECK(s.answers.size() == 2); // folded
  REQUIRE(desk.newest().size() == 1);
  CHECK(desk.newest()[0].where == scope(agent_id{0, 0, 3}));
  for (int i = 0; i < 200; ++i)
    desk.escalated({});
  CHECK(desk.newest().size() == 100);
}

TEST_CASE("the conflicts of the last hour, and the time since the last cascade, are reported") {
  mesh_figures figures;
  scatter_result result;
  result.summary.conflict = 3;
  const time_point start{};
  figures.gathered(result, false, start);
  figures.gathered(result, true, start + 30min);
  figures.cascaded({}, start + 50min);
  orchestrator_report report;
  figures.add_to(report, start + 55min);
  CHECK(report.conflicts_last_hour == 6);
  CHECK(report.since_last_cascade_s == Approx(300));
  orchestrator_report later;
  figures.add_to(later, start + 61min);
  CHECK(later.conflicts_last_hour == 3);
}

TEST_CASE("KPI what was sent to no agent, because all need longer, is no missed quorum") {
  auto quorums = [](const scatter_result& result) {
    mesh_figures figures;
    figures.gathered(result, true, time_point{});
    orchestrator_report report;
    figures.add_to(report, time_point{});
    return report.kpi.at(0);
  };
  scatter_result people;
  people.summary.targets = people.summary.skipped = 20;
  CHECK(quorums(people).name == "gathers_with_quorum");
  CHECK_FALSE(quorums(people).value);
  people.summary.targets = 21; // one of them could have been ready
  people.summary.refused = 1;
  CHECK(quorums(people).value == Approx(0).margin(1e-9));
}
