// What an agent measures of itself and reports (Z5), and what it sends on.
#include <string>

#include "tests/actors/scripted_work.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/tested_agent.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

TEST_CASE("Z5 a heartbeat answers each pulse, with the agent's profile") {
  deterministic_system mesh;
  auto body = scripted_work::that_takes(40ms);
  tested_agent agent(mesh, body, {0, 1, 4});
  mesh.tell(agent.handle(), pulse{1});
  auto before = agent.lead().all<heartbeat>();
  REQUIRE(before.size() == 1);
  CHECK(before[0].number == 1);
  CHECK(before[0].slot == 4);
  CHECK(before[0].report == profile_report{});

  agent.ask("work");
  mesh.tell(agent.handle(), pulse{2, {}, 30});
  auto after = agent.lead().all<heartbeat>().back();
  CHECK(after.number == 2);
  CHECK(after.report.processing_samples == 1);
  CHECK(after.report.processing_ms == Approx(40));
  CHECK(after.report.latency_samples == 1);
  CHECK(after.report.latency_ms == Approx(30));
}

TEST_CASE("Z5 medians over the newest hundred samples are reported in every answer") {
  deterministic_system mesh;
  auto body = std::make_shared<scripted_work>();
  tested_agent agent(mesh, body);
  ack last;
  for (int i = 0; i < 150; ++i) {
    auto takes = i % 2 == 0 ? 20ms : 22ms; // a steady agent, or the older half is forgotten
    body->act = [takes](const job&) {
      return planned_result{work_result::ready(""), takes};
    };
    last = agent.ask("work");
  }
  CHECK(last.report.processing_samples == 100);
  CHECK(last.report.processing_ms >= 20);
  CHECK(last.report.processing_ms <= 22);
  CHECK(last.report.drift == Approx(1.0 / 21).epsilon(0.02));
}

TEST_CASE("Z5 a round trip that the lead measured is counted once, from message or pulse") {
  deterministic_system mesh;
  tested_agent agent(mesh, std::make_shared<scripted_work>());
  auto m = std::make_shared<message>();
  m->id = {5};
  deliver d;
  d.what = m;
  d.expire_at = mesh.now() + 1s;
  d.round_trip_ms = 12;
  agent.deliver_as_is(d);
  mesh.run();
  CHECK(agent.acks().back().report.latency_samples == 1);
  mesh.tell(agent.handle(), pulse{1});
  CHECK(agent.lead().all<heartbeat>().back().report.latency_samples == 1);
  mesh.tell(agent.handle(), pulse{2, {}, 14});
  CHECK(agent.lead().all<heartbeat>().back().report.latency_samples == 2);
}

TEST_CASE("S2 a measurement is that of an ordinary message at the queue there was") {
  deterministic_system mesh;
  auto body = std::make_shared<scripted_work>();
  body->act = [](const job& what) { // exactly as S2 has it, on a base of 10 ms
    auto ms = 10 * (1 + 0.5 * what.payload_weight) * (1 + 0.1 * what.queue_depth);
    return planned_result{work_result::ready(""), from_ms(ms)};
  };
  tested_agent agent(mesh, body);
  draft heavy;
  heavy.payload_weight = 4;
  for (int i = 0; i < 20; ++i) // the first meets an empty queue, then fewer and fewer wait
    agent.deliver(heavy);
  mesh.advance(10s);
  REQUIRE(agent.acks().size() == 20);
  for (const auto& a : agent.acks())
    CHECK(a.report.processing_ms == Approx(10).epsilon(0.001));
}

TEST_CASE("Z5 work that is cut short takes at least as long as it had") {
  deterministic_system mesh;
  auto body = scripted_work::without_end();
  tested_agent agent(mesh, body);
  auto cut = agent.ask("endless", 20s);
  CHECK(cut.failure == errc::timeout);
  CHECK(cut.report.processing_samples == 1);
  CHECK(cut.report.processing_ms == Approx(20'000));
  cut = agent.ask("cut sooner", 7s); // tells nothing new
  CHECK(cut.report.processing_samples == 1);
  auto id = agent.deliver("withdrawn", 120s);
  mesh.advance(70s);
  mesh.tell(agent.handle(), withdraw{id});
  mesh.tell(agent.handle(), pulse{1});
  CHECK(agent.lead().all<heartbeat>().back().report.processing_samples == 2);
}

TEST_CASE("Z5 work that is cut short before it takes long tells nothing") {
  deterministic_system mesh;
  auto body = scripted_work::without_end();
  tested_agent agent(mesh, body);
  auto prior_ms = mesh.cfg().of(mesh.who().identity({}).cls).processing_ms;
  CHECK(agent.ask("short", from_ms(prior_ms / 2)).report.processing_samples == 0);
}

TEST_CASE("Z2 an agent tells what it has in hand, since when, and how long that is usual") {
  deterministic_system mesh;
  auto body = scripted_work::that_takes(10ms);
  tested_agent agent(mesh, body);
  for (int i = 0; i < 5; ++i)
    agent.ask("work");
  body->act = [](const job&) {
    return std::nullopt;
  };
  auto began = mesh.now();
  auto id = agent.deliver("endless", 300s);
  mesh.run();
  auto note = agent.lead().all<work_note>().back();
  CHECK(note.holds.what == id);
  CHECK(note.holds.since == began);
  CHECK(note.holds.usual_ms == Approx(10));
  CHECK(note.holds.from == usual_from::history);
  CHECK_FALSE(note.holds.overdue);

  mesh.advance(3s); // overdue after two
  CHECK(agent.lead().all<work_note>().back().holds.overdue);
  CHECK(agent.lead().times<work_note>().back() == began + 2s);
  mesh.tell(agent.handle(), pulse{1});
  CHECK(agent.lead().all<heartbeat>().back().holds.overdue);
  CHECK_FALSE(agent.answer_to(id));

  mesh.advance(60s); // stuck after sixty
  REQUIRE(agent.answer_to(id));
  CHECK(agent.answer_to(id)->failure == errc::work_stuck);
  CHECK(agent.answer_to(id)->detail
        == "was cancelled after 60 s; by its history such work takes 0.01 s");
  CHECK(agent.answer_to(id)->unstoppable); // scripted work cannot be cancelled
  CHECK(body->cancelled == std::vector{id});
  mesh.tell(agent.handle(), pulse{2});
  CHECK(agent.lead().all<heartbeat>().back().holds == in_hand{});
}

TEST_CASE("F3 a first piece of work may take its time: it is overdue, and never cancelled") {
  deterministic_system mesh;
  auto body = scripted_work::without_end();
  tested_agent agent(mesh, body);
  auto id = agent.deliver("thinks", 3'000s);
  mesh.advance(2'900s);
  CHECK(agent.lead().all<work_note>().back().holds.overdue);
  CHECK(body->cancelled.empty());
  body->open.front()(work_result::ready("thought"));
  mesh.run();
  CHECK(agent.answer_to(id)->value == "thought");
}

TEST_CASE("work that could not be done says nothing about how long it takes") {
  deterministic_system mesh;
  auto body = scripted_work::that_takes(10ms);
  tested_agent agent(mesh, body);
  agent.ask("work");
  body->act = [](const job&) {
    return planned_result{work_result::failed(errc::command_missing, "")};
  };
  auto report = agent.ask("broken").report;
  CHECK(report.processing_samples == 1);
  CHECK(report.processing_ms == Approx(10));
}

TEST_CASE("an answer tells when the agent was ready, how long it held the message, who waits") {
  deterministic_system mesh;
  auto body = scripted_work::that_takes(40ms);
  body->way = {30ms, 20ms};
  tested_agent agent(mesh, body);
  auto began = mesh.now();
  agent.deliver("first");
  agent.deliver("second");
  mesh.advance(1s);
  auto acks = agent.acks();
  REQUIRE(acks.size() == 2);
  CHECK(acks[0].sent_at == began);
  CHECK(acks[0].ready_at == began + 70ms);
  CHECK(acks[0].held == 40ms);
  CHECK(acks[0].queue_depth == 1);
  CHECK(acks[1].ready_at == began + 110ms);
  CHECK(acks[1].held == 80ms); // waiting included
  CHECK(acks[1].queue_depth == 0);
  CHECK(agent.lead().times<ack>() == std::vector{began + 90ms, began + 130ms});
}

TEST_CASE("a person's heartbeat comes from the inbox and measures no link") {
  deterministic_system mesh;
  auto body = std::make_shared<scripted_work>();
  body->way = {1h, 1h};
  body->to_inbox = {20ms, 20ms};
  body->measures_link = false;
  tested_agent agent(mesh, body);
  auto began = mesh.now();
  mesh.tell(agent.handle(), pulse{1});
  mesh.advance(50ms); // handed over together with others, up to 10 ms after it was back
  REQUIRE(agent.lead().count<heartbeat>() == 1);
  CHECK(agent.lead().all<heartbeat>()[0].back_at == began + 40ms);
  CHECK_FALSE(agent.lead().all<heartbeat>()[0].measures_link);

  draft news;
  news.what = verb::record;
  CHECK_FALSE(agent.ask(news).measures_link); // a receipt, from the inbox as well
}

TEST_CASE("what work wants to say to other agents goes to the lead, before the answer") {
  deterministic_system mesh;
  auto body = std::make_shared<scripted_work>();
  body->act = [](const job&) {
    auto result = work_result::ready("told them");
    result.posts = {{{0, 0, 1}, "hello"}, {{1, 1, 4}, "far away"}};
    return planned_result{std::move(result)};
  };
  tested_agent agent(mesh, body, {0, 0, 2});
  auto m = std::make_shared<message>();
  m->id = {5};
  m->correlation = {77};
  deliver d;
  d.what = m;
  d.expire_at = mesh.now() + 1s;
  agent.deliver_as_is(d);
  mesh.run();
  auto posts = agent.posts();
  REQUIRE(posts.size() == 2);
  CHECK(posts[0].slot == 2);
  CHECK(posts[0].to == agent_id{0, 0, 1});
  CHECK(posts[0].payload == "hello");
  CHECK(posts[0].correlation == message_id{77});
  CHECK(posts[0].causation == message_id{5});
  CHECK(posts[1].to == agent_id{1, 1, 4});
  CHECK(agent.acks().size() == 1);
}

TEST_CASE("work that fails or conflicts may still have sent messages") {
  deterministic_system mesh;
  auto body = std::make_shared<scripted_work>();
  body->act = [](const job&) {
    auto result = work_result::failed(errc::work_failed, "no");
    result.posts = {{{0, 0, 1}, "I failed"}};
    return planned_result{std::move(result)};
  };
  tested_agent agent(mesh, body);
  agent.ask("work");
  CHECK(agent.posts().size() == 1);
}
