// What a cluster lead makes of answers (chapter G): each target ends as
// exactly one thing, and every exception has a name.
#include "tests/actors/lead_under_test.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;
using enum mesh::agent_class;

TEST_CASE("G2 ready, conflict, straggler and failure are told apart, and named") {
  lead_under_test lead({a_edge, a_edge, a_edge, a_edge, f_human});
  lead.scatter(lead.order(7));
  lead.mesh.advance(1s);
  lead.answer(0);
  auto conflict = lead.answer_of(1);
  conflict.state = trinary::conflict;
  conflict.value = "5";
  conflict.detail = "4";
  lead.mesh.tell(lead.handle, conflict);
  auto failed = lead.answer_of(2);
  failed.state = trinary::transit;
  failed.failure = errc::queue_full;
  failed.detail = "64 wait";
  lead.mesh.tell(lead.handle, failed);
  CHECK(lead.summaries().empty()); // one is still awaited
  lead.mesh.advance(600ms);
  CHECK(lead.agents[3].count<withdraw>() == 1); // M3
  CHECK(lead.summaries().empty());              // it may say what has become of it
  lead.mesh.advance(200ms);

  auto s = lead.summary();
  CHECK(s.gather == 7);
  CHECK(s.from == scope(cluster_id{0, 0}));
  CHECK(s.targets == 5);
  CHECK(s.sent == 4);
  CHECK(s.ready == 1);
  CHECK(s.conflict == 1);
  CHECK(s.straggler == 1);
  CHECK(s.refused == 1);
  CHECK(s.skipped == 1);
  CHECK(s.accounted() == s.targets);
  REQUIRE(s.exceptions.size() == 4);
  auto of = [&](exception_kind kind) {
    for (const auto& group : s.exceptions)
      if (group.kind == kind)
        return group;
    return exception_group{};
  };
  CHECK(of(exception_kind::conflict).agents == std::vector<agent_id>{{0, 0, 1}});
  CHECK(of(exception_kind::conflict).detail == "4");
  CHECK(of(exception_kind::refused).reason == errc::queue_full);
  CHECK(of(exception_kind::refused).detail == "64 wait");
  CHECK(of(exception_kind::straggler).agents == std::vector<agent_id>{{0, 0, 3}});
  CHECK(of(exception_kind::straggler).reason == errc::unknown); // M3: it did not say
  CHECK(of(exception_kind::skipped).agents == std::vector<agent_id>{{0, 0, 4}});
}

TEST_CASE("a gather ends with the last answer, not with its window") {
  lead_under_test lead({a_edge, b_serverless});
  auto began = lead.mesh.now();
  lead.scatter(lead.order(1));
  lead.mesh.advance(1s);
  lead.answer(0);
  lead.answer(1);
  CHECK(lead.summary().ready == 2);
  CHECK(lead.coordinator.times<wire<gather_summary>>()[0] == began + 1s);
}

TEST_CASE("G1 an agent counts that is READY until T + window, and not after") {
  lead_under_test lead({a_edge, a_edge});
  lead.scatter(lead.order(1));
  lead.mesh.advance(1'500ms);
  lead.answer(0);
  lead.mesh.advance(1ms);
  lead.answer(1); // says itself that it was too late: nothing to wait for
  CHECK(lead.summary().ready == 1);
  CHECK(lead.summary().straggler == 1);
  CHECK(lead.summary().exceptions.at(0).reason == errc::late);
}

TEST_CASE("G1 an answer of an agent that was READY in time may take its way back") {
  lead_under_test lead({d_gpu, d_gpu}); // 350 ms there and back
  auto began = lead.mesh.now();
  lead.scatter(lead.order(1));
  lead.mesh.advance(1'500ms);
  auto in_time = lead.answer_of(0);
  auto lost = lead.answer_of(1);
  lead.mesh.advance(175ms);
  lead.mesh.tell(lead.handle, in_time);
  CHECK(lead.summaries().empty());
  lead.mesh.advance(1s); // but not for ever
  CHECK(lead.summary().ready == 1);
  CHECK(lead.summary().straggler == 1);
  CHECK(lead.coordinator.times<wire<gather_summary>>()[0] - began < 1'500ms + 350ms + 250ms);
  lead.mesh.tell(lead.handle, lost);
  CHECK(lead.summary().ready == 1);
  CHECK(lead.mesh.counters().late_answers == 1);
}

TEST_CASE("a second answer, and one that nobody asked for, change nothing") {
  lead_under_test lead({a_edge, a_edge});
  lead.scatter(lead.order(1));
  lead.mesh.advance(1s);
  auto conflict = lead.answer_of(0);
  conflict.state = trinary::conflict;
  lead.answer(0);
  lead.mesh.tell(lead.handle, conflict);
  auto stranger = conflict;
  stranger.slot = 77;
  lead.mesh.tell(lead.handle, stranger);
  lead.answer(1);
  CHECK(lead.summary().ready == 2);
  CHECK(lead.summary().conflict == 0);
}

TEST_CASE("equal answers are folded, different ones are not") {
  lead_under_test lead({a_edge, a_edge, a_edge});
  lead.scatter(lead.order(1));
  lead.mesh.advance(1s);
  lead.answer(0);
  auto other = lead.answer_of(1);
  other.value = "something else";
  lead.mesh.tell(lead.handle, other);
  lead.answer(2);
  auto s = lead.summary();
  REQUIRE(s.answers.size() == 2);
  CHECK(s.answers[0].count == 2);
  CHECK(s.answers[0].agents == std::vector<agent_id>{{0, 0, 0}, {0, 0, 2}});
  CHECK(s.answers[1].value == "something else");
}

TEST_CASE("parts go to their agents, and their answers come back with their numbers") {
  lead_under_test lead({a_edge, a_edge, a_edge});
  auto m = lead.some_message();
  m.parts = {"zero", "one"};
  auto o = lead.order(1);
  o.targets = {{{0, 0, 0}, 1}, {{0, 0, 2}, 0}};
  lead.scatter(o, m);
  lead.mesh.advance(1s);
  CHECK(lead.agents[0].all<deliver>().at(0).part == 1);
  CHECK(lead.agents[1].count<deliver>() == 0);
  CHECK(lead.agents[2].all<deliver>().at(0).part == 0);
  lead.answer(2);
  lead.answer(0);
  auto parts = lead.summary().parts;
  REQUIRE(parts.size() == 2);
  CHECK(parts[0] == part_answer{0, {0, 0, 2}, "done"});
  CHECK(parts[1] == part_answer{1, {0, 0, 0}, "done"});
}

TEST_CASE("the summary says how far from T and from the prediction agents were ready") {
  lead_under_test lead({a_edge, a_edge});
  lead.scatter(lead.order(1));
  lead.mesh.advance(990ms);
  lead.answer(0); // 10 ms early
  lead.mesh.advance(40ms);
  lead.answer(1); // 30 ms late
  auto s = lead.summary();
  CHECK(s.ready_offset.quantile(0) == Approx(-10).epsilon(0.02));
  CHECK(s.ready_offset.quantile(1) == Approx(30).epsilon(0.02));
  CHECK(s.prediction_error.quantile(0) == Approx(10).epsilon(0.05));
  CHECK(s.prediction_error.quantile(1) == Approx(30).epsilon(0.05));
}

TEST_CASE("M3 an order that expired on its way to the lead reaches nobody") {
  lead_under_test lead({a_edge, a_edge});
  auto o = lead.order(1);
  o.expire = lead.in(-1ms);
  lead.scatter(o);
  auto s = lead.summary();
  CHECK(s.expired == 2);
  CHECK(s.targets == 2);
  CHECK(s.sent == 0);
  REQUIRE(s.exceptions.size() == 1);
  CHECK(s.exceptions[0].kind == exception_kind::expired);
  CHECK(s.exceptions[0].reason == errc::expired);
  lead.mesh.advance(2s);
  CHECK(lead.agents[0].count<deliver>() == 0);
}

TEST_CASE("M3 a message that expires before its send is due is not sent") {
  lead_under_test lead({a_edge, c_persistent}); // due after 984 and after 700 ms
  auto o = lead.order(1);
  o.expire = lead.in(800ms);
  lead.scatter(o);
  lead.mesh.advance(1s);
  lead.answer(1);
  auto s = lead.summary();
  CHECK(s.ready == 1);
  CHECK(s.expired == 1);
  CHECK(s.sent == 1);
  CHECK(s.accounted() == s.targets);
  CHECK(lead.agents[0].count<deliver>() == 0);
}

TEST_CASE("M4 a second copy of an order is neither executed nor answered twice") {
  lead_under_test lead({a_edge});
  auto o = lead.order(1);
  lead.scatter(o);
  lead.scatter(o);
  lead.mesh.advance(1s);
  CHECK(lead.agents[0].count<deliver>() == 1);
  lead.answer(0);
  CHECK(lead.summary().ready == 1);
}

TEST_CASE("gathers over the limit are refused by name, the others go on") {
  config cfg = small_config();
  cfg.limits.gathers_in_flight = 2;
  lead_under_test lead({a_edge, a_edge}, cfg);
  for (std::uint64_t gather : {1U, 2U, 3U})
    lead.scatter(lead.order(gather));
  auto refused = lead.summary(); // the third, at once
  CHECK(refused.gather == 3);
  CHECK(refused.refused == 2);
  CHECK(refused.exceptions.at(0).reason == errc::too_many_in_flight);
  lead.mesh.advance(2s);
  CHECK(lead.summaries().size() == 3);
  for (const auto& s : lead.summaries())
    CHECK(s.accounted() == s.targets);
  lead.scatter(lead.order(4)); // there is room again
  CHECK(lead.summaries().size() == 3);
}

TEST_CASE("gathers that overlap do not take each other's answers") {
  lead_under_test lead({a_edge});
  lead.scatter(lead.order(1));
  auto later = lead.order(2);
  later.arrive = lead.in(2s);
  lead.scatter(later);
  lead.mesh.advance(1s);
  lead.answer(0);
  REQUIRE(lead.summaries().size() == 1);
  CHECK(lead.summaries()[0].gather == 1);
  lead.mesh.advance(1s);
  lead.answer(0);
  REQUIRE(lead.summaries().size() == 2);
  CHECK(lead.summaries()[1].gather == 2);
}

TEST_CASE("a cancelled gather ends at once, sends no more and withdraws what it sent") {
  lead_under_test lead({a_edge, c_persistent}); // due after 984 and after 700 ms
  lead.scatter(lead.order(1));
  lead.mesh.advance(800ms);
  lead.mesh.tell(lead.handle, cancel_gather{1});
  CHECK(lead.agents[1].count<withdraw>() == 1);
  auto taken_back = lead.answer_of(1);
  taken_back.withdrawn = true;
  taken_back.failure = errc::cancelled;
  lead.mesh.tell(lead.handle, taken_back);
  auto s = lead.summary();
  CHECK(s.sent == 1);
  CHECK(s.refused == 1);
  CHECK(s.straggler == 1); // M3: it was started, and stopped
  CHECK(s.unknown() == 0);
  CHECK(s.accounted() == s.targets);
  CHECK(lead.agents[1].count<withdraw>() == 1);
  lead.mesh.advance(2s);
  CHECK(lead.agents[0].count<deliver>() == 0);
  CHECK(lead.summaries().size() == 1);
  lead.mesh.tell(lead.handle, cancel_gather{1}); // gone already
  lead.mesh.tell(lead.handle, cancel_gather{99});
  CHECK(lead.summaries().size() == 1);
}

TEST_CASE("C1 an order for leads is answered by the lead itself") {
  lead_under_test lead({a_edge});
  auto o = lead.order(1);
  o.depth = reach::leads;
  lead.scatter(o);
  CHECK(lead.summary().clusters == 1);
  CHECK(lead.summary().targets == 0);
  lead.mesh.advance(2s);
  CHECK(lead.agents[0].count<deliver>() == 0);
}

TEST_CASE(
    "M3 what waits at an agent when nobody does any more is expired, what runs is stopped") {
  lead_under_test lead({a_edge, a_edge, a_edge});
  lead.scatter(lead.order(1));
  lead.mesh.advance(1'550ms);
  auto say = [&](std::size_t slot, errc what) {
    auto a = lead.answer_of(slot);
    a.state = trinary::transit;
    a.failure = what;
    a.withdrawn = true;
    lead.mesh.tell(lead.handle, a);
  };
  say(0, errc::expired);
  say(1, errc::timeout);
  say(2, errc::still_running);
  auto s = lead.summary();
  CHECK(s.expired == 1);
  CHECK(s.straggler == 2);
  CHECK(s.unknown() == 0);
  std::vector<work_fate> fates;
  for (const auto& group : s.exceptions)
    fates.push_back(fate_of(group.kind, group.reason));
  CHECK(fates == std::vector{work_fate::never_begun, work_fate::cancelled, work_fate::goes_on});
}

TEST_CASE("M3 who was asked before is not refused: it may have begun") {
  lead_under_test lead({a_edge, a_edge});
  lead.kill(0);
  auto o = lead.order(1);
  o.attempt = 1;
  lead.scatter(o);
  lead.mesh.advance(1s);
  REQUIRE(lead.agents[1].count<deliver>() == 1);
  CHECK(lead.agents[1].all<deliver>()[0].attempt == 1);
  lead.answer(1);
  auto s = lead.summary();
  CHECK(s.refused == 0);
  CHECK(s.unknown() == 1);
  CHECK(s.accounted() == s.targets);
}

TEST_CASE("K1 a conflict in a summary has both values, its type and its record") {
  lead_under_test lead({a_edge});
  lead.scatter(lead.order(1));
  lead.mesh.advance(1s);
  auto a = lead.answer_of(0);
  a.state = trinary::conflict;
  a.value = "97 %";
  a.detail = "at most 95 %";
  lead.mesh.tell(lead.handle, a);
  auto s = lead.summary();
  REQUIRE(s.answers.size() == 1);
  CHECK(s.answers[0].value == "97 %");
  CHECK(s.answers[0].expected == "at most 95 %");
  CHECK(s.answers[0].type == conflict_type::data_contradiction);
}
