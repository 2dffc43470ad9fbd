// What an agent owes its lead: one answer for each message, in the order of
// their priorities, whatever its work does.
#include <string>

#include "tests/actors/scripted_work.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/tested_agent.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

using texts = std::vector<std::string>;

draft with_priority(std::string payload, priority urgency) {
  draft what;
  what.payload = std::move(payload);
  what.urgency = urgency;
  return what;
}

} // namespace

TEST_CASE("an agent answers each message once, and says what came of it") {
  deterministic_system mesh;
  auto body = std::make_shared<scripted_work>();
  tested_agent agent(mesh, body, {1, 0, 3});
  auto first = agent.ask("first");
  CHECK(first.state == trinary::ready);
  CHECK(first.failure == errc::none);
  CHECK(first.value == "first");
  CHECK(first.slot == 3);
  CHECK(first.gather == 1);

  body->act = [](const job&) {
    return planned_result{work_result::conflict("4", "5")};
  };
  auto second = agent.ask("second");
  CHECK(second.state == trinary::conflict);
  CHECK(second.failure == errc::none);
  CHECK(second.value == "5");
  CHECK(second.detail == "4");

  body->act = [](const job&) {
    return planned_result{work_result::failed(errc::work_failed, "no paper")};
  };
  auto third = agent.ask("third");
  CHECK(third.state == trinary::transit);
  CHECK(third.failure == errc::work_failed);
  CHECK(third.detail == "no paper");
  mesh.advance(1min);
  CHECK(agent.acks().size() == 3);
}

TEST_CASE("a piece of work is told what it is about") {
  deterministic_system mesh;
  auto body = std::make_shared<scripted_work>();
  tested_agent agent(mesh, body, {1, 1, 2});
  draft what;
  what.what = verb::observe;
  what.payload = "look";
  what.payload_weight = 1.5;
  auto id = agent.deliver(what, 7s);
  mesh.run();
  REQUIRE(body->jobs.size() == 1);
  const auto& given = body->jobs.front();
  CHECK(given.id == id);
  CHECK(given.agent == agent_id{1, 1, 2});
  CHECK(given.verb == "observe");
  CHECK(given.payload == "look");
  CHECK(given.payload_weight == 1.5);
  CHECK(given.queue_depth == 0);
  CHECK(given.time_left == 7s);
}

TEST_CASE("an agent gets its own part of a payload, and the message is shared, not copied") {
  deterministic_system mesh;
  auto body = std::make_shared<scripted_work>();
  tested_agent agent(mesh, body);
  auto m = std::make_shared<message>();
  m->id = {7};
  m->payload = "for all";
  m->parts = {"for one", "for another"};
  deliver d;
  d.what = m;
  d.part = 1;
  d.expire_at = mesh.now() + 1s;
  agent.deliver_as_is(d);
  mesh.run();
  CHECK(body->started == texts{"for another"});
  CHECK(body->jobs.front().payload.data() == m->parts[1].data());
}

TEST_CASE("M4 higher priority overtakes in an agent's queue, equal priority keeps its order") {
  deterministic_system mesh;
  auto body = scripted_work::that_takes(10ms);
  tested_agent agent(mesh, body);
  agent.deliver(with_priority("running", priority::background));
  agent.deliver(with_priority("normal 1", priority::normal));
  agent.deliver(with_priority("background", priority::background));
  agent.deliver(with_priority("critical", priority::critical));
  agent.deliver(with_priority("normal 2", priority::normal));
  agent.deliver(with_priority("high", priority::high));
  mesh.advance(1s);
  CHECK(body->started
        == texts{"running", "critical", "high", "normal 1", "normal 2", "background"});
  CHECK(agent.acks().size() == 6);
}

TEST_CASE("M3 a message that expires on its way to the agent is not executed") {
  deterministic_system mesh;
  auto body = std::make_shared<scripted_work>();
  body->way = {50ms, 20ms};
  tested_agent agent(mesh, body);
  auto late = agent.ask("late", 49ms);
  CHECK(late.failure == errc::expired);
  CHECK(late.state == trinary::transit);
  CHECK(body->started.empty());
  CHECK(agent.ask("in time", 50ms).value == "in time");
}

TEST_CASE("M3 a message that expires in the agent's queue is not executed") {
  deterministic_system mesh;
  auto body = scripted_work::that_takes(100ms);
  tested_agent agent(mesh, body);
  agent.deliver("long");
  auto waits = agent.deliver("too late", 99ms);
  auto exact = agent.deliver("in time", 200ms);
  mesh.advance(1s);
  CHECK(body->started == texts{"long", "in time"});
  CHECK(agent.answer_to(waits)->failure == errc::expired);
  CHECK(agent.answer_to(exact)->failure == errc::none);
}

TEST_CASE("M3 work that does not end is ended when its message expires, and the next begins") {
  deterministic_system mesh;
  auto body = scripted_work::without_end();
  tested_agent agent(mesh, body);
  auto endless = agent.deliver("endless", 5s);
  agent.deliver("next", 30s);
  mesh.advance(4'999ms);
  CHECK(agent.acks().empty());
  mesh.advance(1ms);
  REQUIRE(agent.answer_to(endless));
  CHECK(agent.answer_to(endless)->failure == errc::timeout); // begun, and stopped
  CHECK(body->cancelled == std::vector{endless});
  CHECK(body->started == texts{"endless", "next"});

  body->open.front()(work_result::ready("too late")); // of the message that is gone
  mesh.run();
  CHECK(agent.acks().size() == 1);
  body->open.back()(work_result::ready("done"));
  mesh.run();
  CHECK(agent.acks().back().value == "done");
}

TEST_CASE("work that answers twice is heard once") {
  deterministic_system mesh;
  auto body = scripted_work::without_end();
  tested_agent agent(mesh, body);
  agent.deliver("first");
  agent.deliver("second");
  mesh.run();
  auto done = body->open.front();
  done(work_result::ready("1"));
  done(work_result::ready("1 again"));
  mesh.run();
  done(work_result::ready("once more, while another runs"));
  mesh.advance(1s);
  REQUIRE(agent.acks().size() == 1);
  CHECK(agent.acks().front().value == "1");
  CHECK(body->started == texts{"first", "second"});
}

TEST_CASE("M4 a second copy is answered from memory and not executed again") {
  deterministic_system mesh;
  auto body = scripted_work::that_takes(10ms);
  tested_agent agent(mesh, body);
  deliver d;
  auto m = std::make_shared<message>();
  m->id = {9};
  m->payload = "once";
  d.what = m;
  d.expire_at = mesh.now() + 30s;
  agent.deliver_as_is(d);
  agent.deliver_as_is(d); // while it is worked on: the first copy will be answered
  mesh.advance(1s);
  REQUIRE(agent.acks().size() == 1);
  CHECK_FALSE(agent.acks()[0].second_copy);

  agent.deliver_as_is(d); // after it was answered: the answer may have been lost
  mesh.advance(1s);
  REQUIRE(agent.acks().size() == 2);
  CHECK(agent.acks()[1].second_copy);
  CHECK(agent.acks()[1].state == trinary::ready);
  CHECK(body->started == texts{"once"});
}

TEST_CASE("M4 a second copy of what ended in a conflict or a failure says so again") {
  deterministic_system mesh;
  auto body = std::make_shared<scripted_work>();
  body->act = [](const job& what) {
    return planned_result{what.payload == "conflict"
                              ? work_result::conflict("a", "b")
                              : work_result::failed(errc::work_failed, "no")};
  };
  tested_agent agent(mesh, body);
  for (auto payload : {"conflict", "failure"}) {
    deliver d;
    auto m = std::make_shared<message>();
    m->id = {payload[0] == 'c' ? 50U : 60U};
    m->payload = payload;
    d.what = m;
    d.expire_at = mesh.now() + 30s;
    agent.deliver_as_is(d);
    agent.deliver_as_is(d);
    mesh.run();
  }
  auto acks = agent.acks();
  REQUIRE(acks.size() == 4);
  CHECK(acks[1].second_copy);
  CHECK(acks[1].state == trinary::conflict);
  CHECK(acks[3].second_copy);
  CHECK(acks[3].failure == errc::work_failed);
  CHECK(body->started.size() == 2);
}

TEST_CASE("a message beyond an agent's queue is refused by name, and may come again") {
  auto cfg = small_config();
  cfg.limits.agent_queue = 2;
  deterministic_system mesh(cfg);
  auto body = scripted_work::that_takes(10ms);
  tested_agent agent(mesh, body);
  agent.deliver("runs");
  agent.deliver("waits 1");
  agent.deliver("waits 2");
  mesh.run();
  auto refused = agent.deliver("too many");
  mesh.run();
  REQUIRE(agent.answer_to(refused));
  CHECK(agent.answer_to(refused)->failure == errc::queue_full);
  CHECK(agent.answer_to(refused)->state == trinary::transit);
  mesh.advance(1s);
  CHECK(agent.acks().size() == 4);
  CHECK(body->started == texts{"runs", "waits 1", "waits 2"});
  CHECK(agent.ask("again").value == "again");
}

TEST_CASE("a receipt is given for a record at once, even by an agent that is busy") {
  auto cfg = small_config();
  cfg.limits.agent_queue = 1;
  deterministic_system mesh(cfg);
  auto body = scripted_work::without_end();
  body->way = {1h, 1h};
  body->to_inbox = {20ms, 20ms};
  tested_agent agent(mesh, body);
  agent.deliver("runs");
  agent.deliver("waits");
  draft news;
  news.what = verb::record;
  news.payload = "news";
  auto began = mesh.now();
  auto receipt = agent.ask(news);
  CHECK(receipt.state == trinary::ready);
  CHECK(receipt.failure == errc::none);
  CHECK(receipt.ready_at == began + 20ms);
  CHECK(agent.lead().times<ack>().back() == began + 40ms);
  CHECK(body->started.empty());
}
