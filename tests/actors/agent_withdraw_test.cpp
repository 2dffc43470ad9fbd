// Messages whose answer is no longer wanted.
#include <string>

#include "tests/actors/scripted_work.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/tested_agent.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

using texts = std::vector<std::string>;

TEST_CASE("a waiting message that is withdrawn is neither executed nor answered") {
  deterministic_system mesh;
  auto body = scripted_work::that_takes(10ms);
  tested_agent agent(mesh, body);
  agent.deliver("runs");
  auto waits = agent.deliver("waits");
  mesh.run();
  mesh.tell(agent.handle(), withdraw{waits});
  mesh.advance(1s);
  CHECK(body->started == texts{"runs"});
  CHECK(agent.acks().size() == 1);
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
  CHECK(agent.acks().empty());
  body->open[1](work_result::ready("done"));
  mesh.run();
  REQUIRE(agent.acks().size() == 1);
  CHECK(agent.acks()[0].what == next);
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
    CHECK(a.failure == errc::cancelled);
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
