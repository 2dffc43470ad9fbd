#include "actors/parts/known_agent.hpp"

#include "config/config.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

namespace {

known_agent met(const config& cfg) {
  agent_identity who;
  who.id = {1, 2, 3};
  known_agent one(who, membership::member, cfg);
  one.meet(true, 4, time_point(1s));
  return one;
}

profile_report report_of(float latency_ms, float processing_ms) {
  profile_report r;
  r.latency_ms = latency_ms;
  r.processing_ms = processing_ms;
  r.latency_samples = r.processing_samples = 100;
  return r;
}

in_hand overdue_work(std::uint64_t id) {
  return {{id}, time_point(1s), 100, usual_from::history, true};
}

} // namespace

TEST_CASE("a slot that nobody has is absent, offline and down") {
  known_agent nobody({1, 2, 3});
  CHECK(nobody.row.id == agent_id{1, 2, 3});
  CHECK(nobody.row.standing == membership::absent);
  CHECK(nobody.row.state == agent_state::offline);
  CHECK(nobody.down);
}

TEST_CASE("Z2 an agent of which nothing was measured has the times of its class") {
  const config cfg;
  auto one = met(cfg);
  CHECK(one.row.state == agent_state::active);
  CHECK(one.incarnation == 4);
  CHECK(one.row.processing_ms == Approx(cfg.of(agent_class::a_edge).processing_ms));
  CHECK(one.row.score > 0);
  one.measured_round_trip(30);
  CHECK(one.row.latency_ms == 30); // better than a prior
  CHECK(one.take_round_trip() == 30);
  CHECK(one.take_round_trip() == no_round_trip); // told once
}

TEST_CASE("Z2 the score follows the measured times") {
  const config cfg;
  auto one = met(cfg);
  one.learn(report_of(10, 10), 0, time_point(2s), cfg);
  auto fast = one.row.score;
  one.learn(report_of(10, 400), 3, time_point(3s), cfg);
  CHECK(one.row.score > fast);
  CHECK(one.row.queue_depth == 3);
  CHECK(one.row.last_heard == time_point(3s));
  one.measured_link(99);
  CHECK(one.row.latency_ms == 10); // its own median is better
  CHECK(one.link_ms() == 99);
}

TEST_CASE("Z6 an agent that takes several times what is usual for it is degraded") {
  config cfg;
  auto one = met(cfg);
  for (int i = 0; i < 400; ++i) {
    one.learn(report_of(50, 200), 0, time_point(2s), cfg);
    one.note_usual(report_of(50, 200), cfg);
  }
  CHECK(one.row.state == agent_state::active);
  one.learn(report_of(50, 20'000), 0, time_point(3s), cfg);
  CHECK(one.row.state == agent_state::degraded);
  CHECK(one.row.flags.spike);
  one.learn(report_of(50, 200), 0, time_point(4s), cfg);
  CHECK(one.row.state == agent_state::active);
}

TEST_CASE("no measurement makes one active that is down or quarantined") {
  const config cfg;
  auto one = met(cfg);
  one.row.state = agent_state::quarantined;
  one.learn(report_of(10, 10), 0, time_point(2s), cfg);
  CHECK(one.row.state == agent_state::quarantined);
  one.lost();
  CHECK(one.incarnation == 5);
  one.learn(report_of(10, 10), 0, time_point(2s), cfg);
  CHECK(one.row.state == agent_state::offline);
  one.replaced(5, time_point(3s), cfg);
  CHECK(one.row.state == agent_state::active);
  CHECK_FALSE(one.down);
}

TEST_CASE("work that is overdue is said once, and planned with as it is") {
  const config cfg;
  auto one = met(cfg);
  one.learn(report_of(10, 100), 0, time_point(1s), cfg);
  auto news = one.hold(overdue_work(1), time_point(5s), time_point(5s), cfg);
  CHECK(news.newly_overdue);
  CHECK(news.visible);
  CHECK(one.row.state == agent_state::degraded);
  CHECK(one.believed(time_point(9s)).processing_ms == Approx(8'000));
  CHECK_FALSE(one.hold(overdue_work(1), time_point(6s), time_point(6s), cfg).newly_overdue);
  auto another = one.hold(overdue_work(2), time_point(7s), time_point(7s), cfg);
  CHECK(another.newly_overdue);
  CHECK_FALSE(another.visible);
  auto late = one.hold({}, time_point(6s), time_point(8s), cfg); // was long on its way
  CHECK_FALSE(late.visible);
  CHECK(one.row.holds.what == message_id{2});
  CHECK(one.hold({}, time_point(8s), time_point(8s), cfg).visible);
  CHECK(one.row.state == agent_state::active);
  one.write_reliability(time_point(8s));
  CHECK(one.row.reliability == 0); // two pieces of work, both overdue
}

TEST_CASE("a new lead takes over what the one before it published of the same agent") {
  const config cfg;
  agent_row known;
  known.id = {1, 2, 3};
  known.processing_ms = 77;
  known.state = agent_state::quarantined;
  auto one = met(cfg);
  one.take_over(known, time_point(9s), cfg);
  CHECK(one.row.processing_ms == 77);
  CHECK(one.row.state == agent_state::quarantined);
  CHECK(one.row.last_heard == time_point(9s));
  known.state = agent_state::offline;
  one.take_over(known, time_point(9s), cfg);
  CHECK(one.row.state == agent_state::active); // it is up now
  known.cls = agent_class::b_serverless;
  known.processing_ms = 99;
  one.take_over(known, time_point(9s), cfg);
  CHECK(one.row.processing_ms == 77); // that was another agent
}
