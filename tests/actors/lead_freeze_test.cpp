// O6: a lead stops its agents, says who has not stopped, and lets them go on.
#include "tests/actors/lead_under_test.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

struct freezing_lead : lead_under_test {
  freezing_lead() : lead_under_test({agent_class::a_edge, agent_class::a_edge}) {}

  void order(freeze_act what, const scope& where = cluster_id{0, 0},
             std::shared_ptr<const frozen_state> preserved = nullptr) {
    mesh.tell(handle, freeze_order{++orders, what, where, {}, std::move(preserved)});
  }
  static frozen_agent held_by(std::size_t slot) {
    frozen_agent held;
    held.id = {0, 0, static_cast<std::uint8_t>(slot)};
    return held;
  }
  void say_stopped(frozen_agent held, std::uint16_t incarnation = 0) {
    mesh.tell(handle, agent_frozen{orders, incarnation, std::move(held)});
  }
  void say_stopped(std::size_t slot) { say_stopped(held_by(slot)); }
  void say_going_on(std::size_t slot) {
    mesh.tell(handle, agent_thawed{orders, static_cast<std::uint8_t>(slot), 0, mesh.now()});
  }
  [[nodiscard]] std::vector<freeze_report> reports() const {
    return coordinator.all<freeze_report>();
  }
  std::uint64_t orders = 0;
};

} // namespace

TEST_CASE_METHOD(freezing_lead,
                 "O6 a freeze is reported when every agent has stopped, not before") {
  order(freeze_act::freeze);
  CHECK(agents[0].count<freeze_agent>() == 1);
  CHECK(row(0).frozen); // nobody chooses it from here on
  say_stopped(1);
  CHECK(reports().empty());
  say_stopped(0);
  REQUIRE(reports().size() == 1);
  auto report = reports()[0];
  CHECK(report.number == orders);
  CHECK(report.counts.targets == 2);
  CHECK(report.counts.ready == 2);
  REQUIRE(report.pages.size() == 1);
  CHECK(report.pages[0]->size() == 2);
}

TEST_CASE_METHOD(freezing_lead,
                 "O6 an agent that gives no answer is named in time, one that is down too") {
  kill(1);
  order(freeze_act::freeze);
  mesh.advance(from_ms(mesh.cfg().supervision.freeze_timeout_ms));
  REQUIRE(reports().size() == 1);
  auto counts = reports()[0].counts;
  CHECK(counts.ready == 0);
  CHECK(counts.straggler == 1);
  CHECK(counts.refused == 1);
  CHECK(row(0).frozen); // it is not sent to either
  say_stopped(0);       // late: nobody asks any more
  CHECK(reports().size() == 1);
}

TEST_CASE_METHOD(freezing_lead, "O6 only the agents of the scope are stopped") {
  order(freeze_act::freeze, agent_id{0, 0, 1});
  CHECK(agents[0].count<freeze_agent>() == 0);
  CHECK_FALSE(row(0).frozen);
  say_stopped(1);
  CHECK(reports().at(0).counts.targets == 1);
  scatter(lead_under_test::order(1));
  mesh.advance(1s);
  answer(0);
  auto s = summary();
  CHECK(s.targets == 2);
  CHECK(s.ready == 1);
  CHECK(s.refused == 1);
  CHECK(s.exceptions.at(0).reason == errc::frozen);
  CHECK(agents[1].count<deliver>() == 0);
}

TEST_CASE_METHOD(
    freezing_lead,
    "O6 what was planned and not sent is refused by a freeze, what was sent is waited for") {
  auto later = lead_under_test::order(1); // is sent shortly before T
  auto at_once = lead_under_test::order(2);
  at_once.scheduled = false;
  scatter(later);
  scatter(at_once);
  order(freeze_act::freeze);
  REQUIRE(summaries().size() == 1);
  CHECK(summaries()[0].gather == 1);
  CHECK(summaries()[0].refused == 2);
  say_stopped(0);
  say_stopped(1);
  mesh.advance(2s);
  REQUIRE(summaries().size() == 2);
  CHECK(summaries()[1].straggler == 2);
}

TEST_CASE_METHOD(freezing_lead,
                 "O6 an agent is frozen until it has confirmed that it goes on") {
  order(freeze_act::freeze);
  say_stopped(0);
  say_stopped(1);
  auto preserved = std::make_shared<frozen_state>();
  preserved->agents = {held_by(1)};
  order(freeze_act::thaw, cluster_id{0, 0}, preserved);
  CHECK(agents[0].all<thaw_agent>().at(0).preserved == nullptr);
  CHECK(agents[1].all<thaw_agent>().at(0).preserved->id == agent_id{0, 0, 1});
  CHECK(row(0).frozen);
  say_going_on(0);
  say_going_on(1);
  REQUIRE(reports().size() == 2);
  CHECK(reports()[1].counts.ready == 2);
  CHECK_FALSE(row(0).frozen);
}

TEST_CASE_METHOD(freezing_lead,
                 "O6 an agent that is down does not go on: it is named, and stays frozen") {
  order(freeze_act::freeze);
  say_stopped(0);
  say_stopped(1);
  kill(0);
  order(freeze_act::thaw);
  say_going_on(1);
  REQUIRE(reports().size() == 2);
  CHECK(reports()[1].counts.refused == 1);
  CHECK(reports()[1].counts.exceptions.at(0).agents == std::vector{agent_id{0, 0, 0}});
  CHECK(row(0).frozen);
}

TEST_CASE_METHOD(freezing_lead,
                 "O6 whoever replaces a frozen agent is frozen, and thawed if that was asked") {
  order(freeze_act::freeze);
  say_stopped(0);
  say_stopped(1);
  auto replace = [&](std::uint16_t incarnation) {
    auto made = mesh.make_probe();
    mesh.tell(handle, member{made.as<agent_actor>(),
                             {{0, 0, 0}, agent_class::a_edge, {}, nullptr},
                             incarnation});
    return made;
  };
  kill(0);
  auto second = replace(1);
  CHECK(second.count<freeze_agent>() == 1);
  CHECK(row(0).frozen);

  auto preserved = std::make_shared<frozen_state>();
  preserved->agents = {held_by(0)};
  order(freeze_act::thaw, cluster_id{0, 0}, preserved);
  mesh.tell(handle, member_lost{0, "was killed"});
  auto third = replace(2);
  CHECK(third.count<freeze_agent>() == 1);
  REQUIRE(third.count<thaw_agent>() == 1);
  CHECK(third.all<thaw_agent>()[0].preserved != nullptr);
}

TEST_CASE_METHOD(freezing_lead,
                 "O6 a new lead knows who is frozen, and tells the agents again") {
  order(freeze_act::freeze, agent_id{0, 0, 1});
  say_stopped(1);
  auto next = mesh.spawn(cluster_lead, lead_setup{&mesh.around(), cluster_id{0, 0},
                                                  coordinator.as<sector_coordinator_actor>(),
                                                  std::make_shared<const routing_rules>()});
  std::vector<member> members;
  for (std::uint8_t slot : {0, 1})
    members.push_back(
        {agents[slot].as<agent_actor>(), {{0, 0, slot}, agent_class::a_edge, {}, nullptr}});
  mesh.tell(next, std::move(members));
  CHECK(agents[0].count<freeze_agent>() == 0);
  CHECK(agents[1].count<freeze_agent>() == 2);
  CHECK(row(1).frozen);
}

TEST_CASE_METHOD(
    freezing_lead,
    "O6 the answer to work that a freeze interrupted is void, that after thaw counts") {
  auto at_once = lead_under_test::order(1);
  at_once.scheduled = false;
  at_once.window = 10s;
  scatter(at_once);
  auto early = answer_of(0); // its link still carries it
  order(freeze_act::freeze);
  auto held = held_by(0);
  held.in_hand = frozen_delivery{agents[0].all<deliver>()[0].what, 1, 20s, 0, 0};
  say_stopped(held);
  say_stopped(1);
  mesh.advance(1s);
  mesh.tell(handle, early);
  CHECK(mesh.counters().void_answers == 1);
  order(freeze_act::thaw);
  say_going_on(0);
  say_going_on(1);
  mesh.tell(handle, early);
  CHECK(mesh.counters().void_answers == 2);
  auto late = answer_of(0);
  late.sent_at = mesh.now(); // given to it again by itself
  late.thawed = true;
  mesh.tell(handle, late);
  mesh.advance(20s);
  CHECK(summary().ready == 1);
}

TEST_CASE_METHOD(freezing_lead,
                 "O6 the end of a message that nobody waits for after thaw is counted") {
  ack a;
  a.what = {5};
  a.thawed = true;
  mesh.tell(handle, a);
  a.gather = 9; // one that closed meanwhile
  mesh.tell(handle, a);
  CHECK(mesh.counters().thawed_answers == 2);
  CHECK(mesh.counters().late_answers == 0);
  CHECK(mesh.counters().posts_answered == 0);
}

TEST_CASE_METHOD(freezing_lead, "O6 a post to a frozen agent is not delivered, and counted") {
  order(freeze_act::freeze);
  say_stopped(0);
  say_stopped(1);
  wire<post_order> to(post_order{{0, 1, 0}, {0, 0, 1}, in(10s)});
  mesh.tell(handle, wire<message>(some_message()), to);
  CHECK(agents[1].count<deliver>() == 0);
  CHECK(mesh.counters().posts_undeliverable == 1);
}
