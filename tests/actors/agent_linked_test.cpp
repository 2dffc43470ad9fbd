// An agent whose work is outside of the mesh, at the end of a link of its own.
#include "actors/work/linked/linked_agents.hpp"
#include "actors/work/linked/linked_work.hpp"
#include "tests/actors/lead_under_test.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/tested_agent.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

struct silent_line final : agent_line {
  std::vector<message_id> delivered, withdrawn;
  std::vector<bool> paused;
  void deliver(const std::string&, const job& what, duration, std::uint8_t) override {
    delivered.push_back(what.id);
  }
  void withdraw(const std::string&, message_id what) override { withdrawn.push_back(what); }
  void pause(const std::string&, bool frozen) override { paused.push_back(frozen); }
  [[nodiscard]] double round_trip_ms() const override { return 100; }
  [[nodiscard]] std::uint32_t round_trips() const override { return 1; }
};

/// The actor of an agent outside, with a link on which the test answers.
struct linked_world {
  deterministic_system mesh;
  linked_counts counts;
  std::shared_ptr<linked_agent> outside = std::make_shared<linked_agent>(
      agent_id{0, 1, 4}, [this] { return mesh.now(); }, counts);
  std::shared_ptr<silent_line> line = std::make_shared<silent_line>();
  tested_agent agent{mesh, make_linked_work(outside), {0, 1, 4}};
};

} // namespace

TEST_CASE("Z5 latency of an agent outside is its link's, and processing what it reports") {
  linked_world w;
  w.outside->attach(w.line, "store-1", "i1");
  w.mesh.run();
  auto id = w.agent.deliver("work");
  w.mesh.run();
  REQUIRE(w.line->delivered == std::vector{id});
  auto began = w.mesh.now();
  w.mesh.advance(160ms);
  w.outside->answer(id, work_result::ready("done"), 60);
  w.mesh.run();
  auto a = w.agent.answer_to(id).value();
  CHECK(a.value == "done");
  CHECK(a.report.processing_ms == Approx(60));
  CHECK(a.report.latency_ms == Approx(100));
  CHECK(a.ready_at == began + 110ms); // the answer was half a round trip on its way
  CHECK_FALSE(a.measures_link);       // else the lead would count its own queue as the link
}

TEST_CASE("F1 a heartbeat of an agent outside says whether it can be reached, and so does the "
          "moment its link is lost") {
  linked_world w;
  w.mesh.tell(w.agent.handle(), pulse{1});
  CHECK(w.agent.lead().all<heartbeat>().back().away);
  w.outside->attach(w.line, "store-1", "i1");
  w.mesh.run();
  CHECK_FALSE(w.agent.lead().all<work_note>().back().away);
  w.mesh.tell(w.agent.handle(), pulse{2});
  CHECK_FALSE(w.agent.lead().all<heartbeat>().back().away);
  CHECK_FALSE(w.agent.lead().all<heartbeat>().back().measures_link);
  w.outside->detach(w.line.get());
  w.mesh.run();
  CHECK(w.agent.lead().all<work_note>().back().away);
}

TEST_CASE("M3 a message whose time is over is withdrawn from the agent outside") {
  linked_world w;
  w.outside->attach(w.line, "store-1", "i1");
  w.mesh.run();
  auto a = w.agent.ask("work", 2s);
  CHECK(a.failure == errc::timeout);
  CHECK(w.line->withdrawn == std::vector{a.what});
}

TEST_CASE("G1 an answer of one that was READY in time is waited for on its way back") {
  linked_world w;
  w.outside->attach(w.line, "store-1", "i1");
  w.mesh.run();
  const auto until = w.mesh.now() + 500ms;
  auto id = w.agent.deliver("work", 500ms);
  w.mesh.advance(530ms); // half of the link's round trip is 50 ms
  CHECK_FALSE(w.agent.answer_to(id));
  w.outside->answer(id, work_result::ready("done"), 430);
  w.mesh.run();
  auto a = w.agent.answer_to(id).value();
  CHECK(a.failure == errc::none);
  CHECK(a.ready_at == until - 20ms);
}

TEST_CASE("M3 no answer is waited for longer than its way back takes") {
  linked_world w;
  w.outside->attach(w.line, "store-1", "i1");
  w.mesh.run();
  auto id = w.agent.deliver("work", 500ms);
  w.mesh.advance(576ms);
  CHECK(w.agent.answer_to(id).value().failure == errc::timeout);
}

TEST_CASE("Z5 an agent outside whose time was over worked at least for what is not its way") {
  linked_world w;
  w.outside->attach(w.line, "store-1", "i1");
  w.mesh.run();
  auto a = w.agent.ask("work", 525ms);
  CHECK(a.failure == errc::timeout);
  CHECK(a.report.processing_ms == Approx(500)); // 525 and 75, without the 100 of its way
}

TEST_CASE("Z5 an answer that comes too late teaches its times at once, and is none") {
  linked_world w;
  w.outside->attach(w.line, "store-1", "i1");
  w.mesh.run();
  auto id = w.agent.deliver("work", 500ms);
  w.mesh.advance(600ms);
  REQUIRE(w.agent.acks().size() == 1); // it was given up
  w.mesh.advance(300ms);
  CHECK_FALSE(w.outside->answer(id, work_result::ready("done"), 550));
  w.mesh.run();
  REQUIRE(w.agent.acks().size() == 2);
  const auto late = w.agent.acks().back();
  CHECK(late.gather == 0); // nobody gathers it
  CHECK(late.value.empty());
  CHECK_FALSE(late.measures_link);
  CHECK(late.report.latency_ms == Approx(350));
  CHECK(late.report.processing_samples == 2);
}

TEST_CASE("Z5 heartbeats of an agent outside report each measurement of its link once") {
  linked_world w;
  w.outside->attach(w.line, "store-1", "i1");
  w.mesh.run();
  for (std::uint32_t number = 1; number <= 3; ++number)
    w.mesh.tell(w.agent.handle(), pulse{number});
  CHECK(w.agent.lead().all<heartbeat>().back().report.latency_samples == 1);
}

TEST_CASE("O6 freezing an agent outside withdraws its work, which comes again when it thaws") {
  linked_world w;
  w.outside->attach(w.line, "store-1", "i1");
  w.mesh.run();
  auto id = w.agent.deliver("work");
  w.mesh.run();
  w.mesh.tell(w.agent.handle(), freeze_agent{1});
  CHECK(w.line->withdrawn == std::vector{id});
  CHECK(w.line->paused == std::vector<bool>{true});
  w.mesh.tell(w.agent.handle(), thaw_agent{2});
  CHECK(w.line->paused == std::vector<bool>{true, false});
  CHECK(w.line->delivered == std::vector{id, id});
}

TEST_CASE("M2 a record is work for an agent outside: it is asked, and not only its inbox") {
  linked_world w;
  w.outside->attach(w.line, "store-1", "i1");
  w.mesh.run();
  draft note;
  note.what = verb::record;
  note.payload = "maintenance at noon";
  auto id = w.agent.deliver(note);
  w.mesh.run();
  CHECK(w.line->delivered == std::vector{id});
  CHECK_FALSE(w.agent.answer_to(id));
}

TEST_CASE(
    "F1 F2 a lead routes around an agent whose link is lost, says so, and uses it again") {
  lead_under_test t({agent_class::a_edge, agent_class::a_edge});
  t.beat(0);
  t.beat(1);
  const auto row = [&](std::uint8_t slot) {
    return t.mesh.around().agents.read().find({0, 0, slot})->state;
  };
  work_note note;
  note.slot = 1;
  note.as_of = t.mesh.now();
  note.away = true;
  t.mesh.tell(t.handle, note);
  CHECK(row(1) == agent_state::offline);
  CHECK(row(0) == agent_state::active);
  const auto events = [&](failure_class what) {
    return t.mesh.around().events.count(what);
  };
  CHECK(events(failure_class::transient_network) == 1);
  heartbeat h;
  h.slot = 1;
  h.away = true;
  t.mesh.tell(t.handle, h); // a heartbeat of its actor does not make it reachable
  CHECK(row(1) == agent_state::offline);
  CHECK(events(failure_class::transient_network) == 1);
  CHECK(events(failure_class::agent_crash) == 0);

  t.mesh.advance(from_ms(t.mesh.cfg().gateway.lost_after_ms));
  t.mesh.tell(t.handle, h);
  CHECK(events(failure_class::agent_crash) == 1);
  t.mesh.tell(t.handle, h);
  CHECK(events(failure_class::agent_crash) == 1); // said once

  note.away = false;
  note.as_of = t.mesh.now();
  t.mesh.tell(t.handle, note);
  CHECK(row(1) == agent_state::active);
}
