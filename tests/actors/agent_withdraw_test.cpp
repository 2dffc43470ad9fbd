// Messages whose answer is no longer wanted.
#include <string>

#include "tests/actors/scripted_work.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/tested_agent.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

using texts = std::vector<std::string>;

TEST_CASE("M3 a waiting message that is withdrawn is not executed, and says so") {
  deterministic_system mesh;
  auto body = scripted_work::that_takes(10ms);
  tested_agent agent(mesh, body);
  agent.deliver("runs");
  auto waits = agent.deliver("waits");
  mesh.run();
  mesh.tell(agent.handle(), withdraw{waits});
  mesh.advance(1s);
  CHECK(body->started == texts{"runs"});
  CHECK(agent.acks().size() == 2);
  CHECK(agent.answer_to(waits)->failure == errc::expired);
  CHECK(agent.answer_to(waits)->withdrawn);
}

TEST_CASE("work on a withdrawn message is stopped, and the next message begins") {
  deterministic_system mesh;
  auto body = scripted_work::without_end();
  tested_agent agent(mesh, body);
  auto runs = agent.deliver("runs", 5s);
  auto next = agent.deliver("next", 30s);
  mesh.run();
  mesh.tell(agent.handle(), withdraw{runs});
  CHECK(body->cancelled == std::vector{runs});
  CHECK(body->started == texts{"runs", "next"});
  body->open[0](work_result::ready("nobody waits for this"));
  mesh.advance(10s); // past the TTL of the first, too
  REQUIRE(agent.acks().size() == 1);
  CHECK(agent.acks()[0].what == runs);
  CHECK(agent.acks()[0].failure == errc::timeout);
  body->open[1](work_result::ready("done"));
  mesh.run();
  REQUIRE(agent.acks().size() == 2);
  CHECK(agent.acks()[1].what == next);
}

TEST_CASE("a message that is withdrawn before it arrives is not executed when it does") {
  deterministic_system mesh;
  auto body = scripted_work::that_takes(10ms);
  body->way = {100ms, 100ms};
  tested_agent agent(mesh, body);
  auto underway = agent.deliver("underway");
  mesh.run();
  mesh.tell(agent.handle(), withdraw{underway});
  mesh.advance(1s);
  CHECK(body->started.empty());
  for (const auto& a : agent.acks())
    CHECK(a.failure == errc::expired);
}

TEST_CASE("a second copy of a withdrawn message is not executed") {
  deterministic_system mesh;
  auto body = scripted_work::that_takes(10ms);
  tested_agent agent(mesh, body);
  agent.deliver("runs");
  auto m = std::make_shared<message>();
  m->id = {50};
  m->payload = "withdrawn";
  deliver d;
  d.what = m;
  d.expire_at = mesh.now() + 30s;
  agent.deliver_as_is(d);
  mesh.tell(agent.handle(), withdraw{m->id});
  agent.deliver_as_is(d);
  mesh.advance(1s);
  CHECK(body->started == texts{"runs"});
}

TEST_CASE("withdrawing what an agent never had, or has answered, changes nothing") {
  deterministic_system mesh;
  auto body = scripted_work::that_takes(10ms);
  tested_agent agent(mesh, body);
  auto answered = agent.ask("answered").what;
  mesh.tell(agent.handle(), withdraw{answered});
  mesh.tell(agent.handle(), withdraw{{12'345}});
  CHECK(body->cancelled.empty());
  CHECK(agent.ask("next").value == "next");

  auto m = std::make_shared<message>();
  m->id = answered;
  deliver d;
  d.what = m;
  d.expire_at = mesh.now() + 30s;
  agent.deliver_as_is(d);
  mesh.advance(1s);
  CHECK(agent.acks().back().second_copy);
  CHECK(agent.acks().back().state == trinary::ready);
}

TEST_CASE("M3 work that was asked to go on does so when it is withdrawn, and says so") {
  deterministic_system mesh;
  auto body = scripted_work::without_end();
  tested_agent agent(mesh, body);
  auto m = std::make_shared<message>();
  m->id = {50};
  deliver d;
  d.what = m;
  d.expire_at = mesh.now() + 5s;
  d.goes_on = true;
  agent.deliver_as_is(d);
  mesh.advance(5s);
  mesh.tell(agent.handle(), withdraw{m->id, 1});
  REQUIRE(agent.answer_to(m->id));
  CHECK(agent.answer_to(m->id)->failure == errc::still_running);
  CHECK(body->cancelled.empty());
  mesh.advance(from_ms(mesh.cfg().coordination.message_ttl_ms)); // but not for ever
  CHECK(body->cancelled == std::vector{m->id});
}

TEST_CASE("M3 an agent that never had what is withdrawn cannot speak for the one before it") {
  deterministic_system mesh;
  tested_agent agent(mesh, scripted_work::that_takes(10ms));
  mesh.tell(agent.handle(), withdraw{{50}, 1, errc::timeout, 1});
  CHECK(agent.answer_to({50})->failure == errc::unknown);
  mesh.tell(agent.handle(), withdraw{{51}, 1});
  CHECK(agent.answer_to({51})->failure == errc::expired);
}

TEST_CASE("M4 a second copy is answered with all of the first answer") {
  deterministic_system mesh;
  auto body = std::make_shared<scripted_work>();
  body->act = [](const job&) {
    conflict what{conflict_type::temporal_paradox, "before", "after"};
    what.depth = 3;
    return planned_result{work_result::conflict(std::move(what)), 10ms};
  };
  tested_agent agent(mesh, body);
  auto m = std::make_shared<message>();
  m->id = {50};
  deliver d;
  d.what = m;
  d.expire_at = mesh.now() + 30s;
  agent.deliver_as_is(d);
  mesh.advance(1s);
  d.attempt = 1;
  agent.deliver_as_is(d);
  mesh.advance(1s);
  auto all = agent.acks();
  REQUIRE(all.size() == 2);
  CHECK(body->started.size() == 1);
  CHECK(all[1].second_copy);
  CHECK(all[1].state == trinary::conflict);
  CHECK(all[1].value == "after");
  CHECK(all[1].detail == "before");
  CHECK(all[1].ready_at == all[0].ready_at);
  REQUIRE(all[1].found);
  CHECK(all[1].found->type == conflict_type::temporal_paradox);
  CHECK(all[1].found->depth == 3);
}

TEST_CASE("M4 without room for its value a second copy is no READY, and is counted") {
  auto cfg = small_config();
  cfg.limits.kept_answer_bytes = 10;
  deterministic_system mesh(cfg);
  tested_agent agent(mesh, scripted_work::that_takes(10ms));
  auto m = std::make_shared<message>();
  m->id = {50};
  m->payload = "more than ten bytes";
  deliver d;
  d.what = m;
  d.expire_at = mesh.now() + 30s;
  agent.deliver_as_is(d);
  mesh.advance(1s);
  agent.deliver_as_is(d);
  mesh.advance(1s);
  CHECK(agent.acks().at(0).value == m->payload);
  CHECK(agent.acks().at(1).failure == errc::result_lost);
  CHECK(mesh.counters().answers_not_kept == 1);
}
