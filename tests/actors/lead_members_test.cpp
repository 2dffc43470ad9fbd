// How a cluster lead looks after its agents: heartbeats, rows, summaries, and
// messages from one agent to another.
#include "tests/actors/lead_under_test.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;
using enum mesh::agent_class;

namespace {

profile_report measured(float latency_ms, float processing_ms, float drift = 0) {
  profile_report report;
  report.latency_ms = latency_ms;
  report.processing_ms = processing_ms;
  report.drift = drift;
  report.latency_samples = report.processing_samples = 10;
  return report;
}

} // namespace

TEST_CASE("Z1 Z2 before anything was measured a row has what its class is believed to be") {
  lead_under_test lead({a_edge, d_gpu, f_human});
  auto row = lead.row(1);
  CHECK(row.id == agent_id{0, 0, 1});
  CHECK(row.cls == d_gpu);
  CHECK(row.state == agent_state::active);
  CHECK(row.latency_ms == Approx(350));
  CHECK(row.processing_ms == Approx(100));
  CHECK(row.score == Approx(275)); // Z3
  CHECK(row.reliability == 1);
  CHECK(lead.row(2).score == 1'000);   // Z3: capped, to be read
  CHECK(lead.row(2).lead_ms > 60'000); // what decides
}

TEST_CASE("Z5 every agent is asked for a heartbeat once per period, again and again") {
  lead_under_test lead({a_edge, a_edge});
  lead.mesh.advance(60s);
  for (const auto& agent : lead.agents) {
    auto times = agent.times<pulse>();
    auto pulses = agent.all<pulse>();
    std::vector<time_point> regular; // the first of each number: nobody answers here
    for (std::size_t i = 0; i < pulses.size(); ++i)
      if (i == 0 || pulses[i].number != pulses[i - 1].number)
        regular.push_back(times[i]);
    REQUIRE(regular.size() >= 12);
    for (std::size_t i = 1; i < regular.size(); ++i)
      CHECK(regular[i] - regular[i - 1] == 5s);
  }
  CHECK(lead.coordinator.count<wire<cluster_summary>>() >= 12);
}

TEST_CASE("Z2 Z5 what a heartbeat reports is in the registry within twice the publish period") {
  lead_under_test lead({a_edge, a_edge});
  lead.mesh.advance(10s);
  lead.beat(0, measured(30, 20, 0.1F), 4);
  lead.beat(1, measured(50, 60));
  lead.mesh.advance(1s);
  auto row = lead.row(0);
  CHECK(row.latency_ms == 30);
  CHECK(row.processing_ms == 20);
  CHECK(row.drift == 0.1F);
  CHECK(row.queue_depth == 4);
  auto expected_ms = 15 + 20 * 1.4;
  CHECK(row.score == Approx(expected_ms * (1 + 0.25 * 0.1)));
  CHECK(lead.row(1).latency_ms == 50);
}

TEST_CASE("Z4 a busy cluster publishes at most once per period, and the newest state at last") {
  lead_under_test lead({a_edge});
  lead.mesh.advance(10s);
  lead.beat(0, measured(1, 1));
  auto published = [&] {
    return lead.mesh.agents().read().page({0, 0})->published_at;
  };
  auto first = published();
  std::size_t pages = 0;
  for (int i = 0; i < 100; ++i) {
    lead.mesh.advance(10ms);
    lead.beat(0, measured(2, static_cast<float>(i)));
    pages += published() != first ? 1 : 0;
    first = published();
  }
  CHECK(pages == 2); // one second, two periods
  lead.mesh.advance(500ms);
  CHECK(lead.row(0).processing_ms == 99);
}

TEST_CASE("F2 an agent that is not heard of for 30 s is offline, and back when it is heard") {
  lead_under_test lead({a_edge, a_edge});
  auto offline_at = [&](std::size_t slot) {
    return lead.row(slot).state;
  };
  for (int i = 0; i < 29; ++i) {
    lead.mesh.advance(1s);
    lead.beat(1);
  }
  CHECK(offline_at(0) == agent_state::active);
  for (int i = 0; i < 8; ++i) { // it is found out by the next sweep
    lead.mesh.advance(1s);
    lead.beat(1);
  }
  CHECK(offline_at(0) == agent_state::offline);
  CHECK(offline_at(1) == agent_state::active);
  CHECK(lead.coordinator.all<wire<cluster_summary>>().back()->active == 1);

  lead.beat(0);
  lead.mesh.advance(1s);
  CHECK(offline_at(0) == agent_state::active);
}

TEST_CASE("F2 a person whose inbox is silent is offline, however long a person takes") {
  lead_under_test lead({agent_class::f_human});
  lead.mesh.advance(45s); // and not the hours of the class
  CHECK(lead.row(0).state == agent_state::offline);
}

TEST_CASE("F2 an agent that is offline is sent no message until it is heard of again") {
  lead_under_test lead({a_edge});
  lead.mesh.advance(40s);
  lead.scatter(lead.order(1));
  CHECK(lead.summary().refused == 1);
  CHECK(lead.summary().exceptions.at(0).reason == errc::agent_offline);
  lead.coordinator.clear();
  lead.beat(0);
  lead.scatter(lead.order(2));
  lead.mesh.advance(1s);
  CHECK(lead.agents[0].count<deliver>() == 1);
}

TEST_CASE(
    "Z6 slow, unstable and spiking agents are flagged, and only who is worse is degraded") {
  lead_under_test lead({a_edge, a_edge, a_edge});
  lead.mesh.advance(10s);
  lead.beat(0, measured(200, 750));
  lead.beat(1, measured(10, 10, 0.6F));
  for (int i = 0; i < 20; ++i)
    lead.beat(2, measured(10, 10));
  lead.beat(2, measured(10, 100));
  lead.mesh.advance(1s);
  CHECK(lead.row(0).flags.slow);
  CHECK(lead.row(0).state == agent_state::active); // it has always been so
  CHECK(lead.row(1).flags.unstable);
  CHECK(lead.row(1).state == agent_state::active);
  CHECK(lead.row(2).flags.spike);
  CHECK_FALSE(lead.row(2).flags.slow);
  CHECK(lead.row(2).state == agent_state::degraded);
}

TEST_CASE("Z6 one sample is no spike, neither the first one nor that of a replacement") {
  lead_under_test lead({a_edge});
  auto one = measured(10, 1'200);
  one.processing_samples = 1;
  for (int i = 0; i < 10; ++i) {
    lead.beat(0, i < 5 ? profile_report{10, 0, 0, 10, 0} : one);
    lead.mesh.advance(1s);
    CHECK(lead.row(0).state == agent_state::active);
    CHECK_FALSE(lead.row(0).flags.spike);
  }
  for (int i = 0; i < 10; ++i)
    lead.beat(0, measured(10, 10));
  lead.beat(0, one);
  lead.mesh.advance(1s);
  CHECK(lead.row(0).state == agent_state::active);
  one.processing_samples = 2; // it lasts
  lead.beat(0, one);
  lead.mesh.advance(1s);
  CHECK(lead.row(0).state == agent_state::degraded);
  CHECK(lead.row(0).flags.spike);
}

TEST_CASE("D1 who is degraded serves all the same: the share of the active is about health") {
  lead_under_test lead({a_edge, a_edge});
  for (int i = 0; i < 10; ++i)
    lead.beat(0, measured(10, 10));
  lead.beat(0, measured(10, 900));
  lead.mesh.advance(6s);
  CHECK(lead.row(0).state == agent_state::degraded);
  CHECK(lead.coordinator.all<wire<cluster_summary>>().back()->active == 2);
}

TEST_CASE("Z5 a heartbeat that takes longer than the period measures the link all the same") {
  lead_under_test lead({a_edge});
  lead.mesh.advance(6s);
  auto asked = lead.agents[0].all<pulse>().front();
  lead.mesh.advance(8s); // others were sent meanwhile
  auto back = lead.mesh.now();
  heartbeat h;
  h.number = asked.number;
  h.sent_at = asked.sent_at;
  lead.mesh.tell(lead.handle, h);
  lead.mesh.advance(6s);
  auto told = [&] {
    for (const auto& p : lead.agents[0].all<pulse>())
      if (p.round_trip_ms != no_round_trip)
        return p.round_trip_ms;
    return no_round_trip;
  };
  CHECK(told() == Approx(to_ms(back - asked.sent_at)));
}

TEST_CASE("F3 overdue work in hand is in the row, an event, and lets others be chosen") {
  lead_under_test lead({a_edge, a_edge});
  auto note = [&](bool overdue, duration held = 3s) {
    work_note n;
    n.as_of = lead.mesh.now();
    n.holds = {{77}, lead.mesh.now() - held, 10, usual_from::history, overdue};
    lead.mesh.tell(lead.handle, n);
  };
  auto best = [&] {
    return best_of(lead.mesh.agents(), {}, 1, any_score, {}, {}).at(0).id;
  };
  lead.mesh.advance(10s);
  CHECK(best() == agent_id{0, 0, 0});
  note(false);
  lead.mesh.advance(1s);
  CHECK(lead.row(0).holds.what == message_id{77});
  CHECK(best() == agent_id{0, 0, 0});
  note(true);
  note(true); // said once
  CHECK(lead.row(0).state == agent_state::degraded);
  CHECK(lead.row(0).holds.overdue);
  CHECK(best() == agent_id{0, 0, 1});
  CHECK(lead.mesh.around().events.count(failure_class::stuck_work) == 1);
  lead.mesh.advance(1s);
  CHECK(lead.row(0).reliability == 0);

  lead.scatter(lead.order(1)); // it will not be ready a second from now
  lead.mesh.advance(1s);
  lead.answer(1);
  CHECK(lead.summary().skipped == 1);
  CHECK(lead.summary().ready == 1);

  heartbeat before; // sent before that, and only now here
  before.as_of = lead.mesh.now() - 10s;
  lead.mesh.tell(lead.handle, before);
  lead.mesh.advance(1s);
  CHECK(lead.row(0).holds.overdue);
  ack done;
  done.what = {77};
  done.ready_at = lead.mesh.now();
  done.measures_link = false;
  lead.mesh.tell(lead.handle, done);
  CHECK(lead.row(0).holds == in_hand{});
  CHECK(lead.row(0).state == agent_state::active);
  CHECK(best() == agent_id{0, 0, 0});
}

TEST_CASE("Z5 the lead measures the link with each answer, and tells the agent the next time") {
  lead_under_test lead({a_edge});
  lead.scatter(lead.order(1));
  lead.mesh.advance(1s);
  auto a = lead.answer_of(0);
  a.held = 5ms;
  auto there_and_back = to_ms(lead.mesh.now() - a.sent_at) - 5;
  lead.mesh.tell(lead.handle, a);
  lead.scatter(lead.order(2));
  lead.mesh.advance(1s);
  CHECK(lead.agents[0].all<deliver>().back().round_trip_ms == Approx(there_and_back));
  lead.scatter(lead.order(3));
  lead.mesh.advance(1s);
  CHECK(lead.agents[0].all<deliver>().back().round_trip_ms == no_round_trip); // once
}

TEST_CASE("what is answered from memory, refused or given by an inbox measures no link") {
  lead_under_test lead({a_edge});
  auto change = GENERATE(0, 1, 2, 3);
  lead.scatter(lead.order(1));
  lead.mesh.advance(1s);
  auto a = lead.answer_of(0);
  if (change == 0)
    a.second_copy = true;
  else if (change == 1)
    a.failure = errc::queue_full;
  else if (change == 2)
    a.measures_link = false;
  else
    a.failure = errc::timeout; // it was stopped, and came through the link (Z5)
  lead.mesh.tell(lead.handle, a);
  lead.scatter(lead.order(2));
  lead.mesh.advance(1s);
  const bool measured = lead.agents[0].all<deliver>().back().round_trip_ms != no_round_trip;
  CHECK(measured == (change == 3));
}

TEST_CASE("Z2 reliability is the share of messages that did not fail") {
  lead_under_test lead({a_edge});
  for (std::uint64_t gather = 1; gather <= 4; ++gather) {
    lead.scatter(lead.order(gather));
    lead.mesh.advance(1s);
    auto a = lead.answer_of(0);
    if (gather == 1)
      a.failure = errc::work_failed;
    lead.mesh.tell(lead.handle, a);
  }
  lead.mesh.advance(1s);
  CHECK(lead.row(0).reliability == Approx(0.75));
}

TEST_CASE("Z7 the cluster in one line: counts, mean, p95, slowest and fastest") {
  lead_under_test lead({a_edge, a_edge, a_edge});
  lead.beat(0, measured(0, 10));
  lead.beat(1, measured(0, 30));
  lead.beat(2, measured(0, 50));
  lead.kill(0);
  lead.coordinator.clear();
  lead.mesh.advance(5s);
  auto line = *lead.coordinator.all<wire<cluster_summary>>().at(0);
  CHECK(line.cluster == cluster_id{0, 0});
  CHECK(line.agents == 3);
  CHECK(line.active == 2);
  CHECK(line.mean_score == Approx(30));
  CHECK(line.fastest == agent_id{0, 0, 0});
  CHECK(line.slowest == agent_id{0, 0, 2});
}

TEST_CASE("a message from one agent to another in the cluster is delivered by the lead") {
  lead_under_test lead({a_edge, a_edge});
  post p;
  p.slot = 0;
  p.to = {0, 0, 1};
  p.payload = "hello";
  p.correlation = {77};
  p.causation = {78};
  lead.mesh.tell(lead.handle, p);
  auto got = lead.agents[1].all<deliver>();
  REQUIRE(got.size() == 1);
  CHECK(got[0].gather == 0);
  CHECK(got[0].expire_at == lead.mesh.now() + 30s);
  const auto& m = *got[0].what;
  CHECK(m.payload == "hello");
  CHECK(m.source == "s00.c00.a00");
  CHECK(m.how == strategy::direct);
  CHECK(m.correlation == message_id{77});
  CHECK(m.causation == message_id{78});
  CHECK(m.payload_hash == hash_of_payload(m));
  lead.answer(1);
  CHECK(lead.mesh.counters().posts_answered == 1);
  CHECK(lead.coordinator.count<wire<post_order>>() == 0);
}

TEST_CASE("a message to an agent elsewhere goes up, with a new id each time") {
  lead_under_test lead({a_edge});
  post p;
  p.to = {1, 0, 4};
  lead.mesh.tell(lead.handle, p);
  lead.mesh.tell(lead.handle, p);
  auto orders = lead.coordinator.all<wire<post_order>>();
  auto messages = lead.coordinator.all<wire<message>>();
  REQUIRE(orders.size() == 2);
  CHECK(orders[0]->from == agent_id{0, 0, 0});
  CHECK(orders[0]->to == agent_id{1, 0, 4});
  CHECK(messages[0]->id < messages[1]->id);
}

TEST_CASE("M3 posts that expired, or to agents that are not there, are counted and dropped") {
  lead_under_test lead({a_edge, a_edge});
  auto deliver_to = [&](agent_id to, duration left) {
    lead.mesh.tell(lead.handle, wire<message>(lead.some_message()),
                   wire<post_order>(post_order{{1, 0, 0}, to, lead.in(left)}));
  };
  deliver_to({0, 0, 0}, 1s);
  CHECK(lead.agents[0].count<deliver>() == 1);
  deliver_to({0, 0, 0}, -1s);
  CHECK(lead.mesh.counters().posts_undeliverable == 1);
  deliver_to({0, 0, 55}, 1s);
  CHECK(lead.mesh.counters().posts_undeliverable == 2);
  lead.kill(1);
  deliver_to({0, 0, 1}, 1s);
  CHECK(lead.mesh.counters().posts_undeliverable == 3);
  CHECK(lead.agents[0].count<deliver>() == 1);
}

TEST_CASE("a post that is lost with the lead that had it is counted") {
  lead_under_test lead({a_edge, a_edge});
  post p;
  p.to = {0, 0, 1};
  lead.mesh.tell(lead.handle, p);
  REQUIRE(lead.agents[1].count<deliver>() == 1);
  CHECK(lead.mesh.counters().posts_undeliverable == 0);
  lead.mesh.tell(lead.handle, fault{fault_kind::crash});
  CHECK(lead.mesh.counters().posts_sent == 1);
  CHECK(lead.mesh.counters().posts_undeliverable == 1);
}

TEST_CASE("a post with a payload over the limit is counted and dropped") {
  lead_under_test lead({a_edge, a_edge});
  post p;
  p.to = {0, 0, 1};
  p.payload.assign(static_cast<std::size_t>(lead.mesh.cfg().limits.payload_bytes) + 1, 'x');
  lead.mesh.tell(lead.handle, p);
  CHECK(lead.agents[1].count<deliver>() == 0);
  CHECK(lead.mesh.counters().posts_undeliverable == 1);
}
