// O6: an agent that is frozen starts nothing, says what it holds, and goes on
// with all of it.
#include <string>

#include "tests/actors/scripted_work.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/tested_agent.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

using texts = std::vector<std::string>;

namespace {

struct freezable {
  explicit freezable(std::shared_ptr<scripted_work> what)
      : body(std::move(what)), agent(mesh, body) {}

  frozen_agent freeze() {
    mesh.tell(agent.handle(), freeze_agent{++orders});
    auto all = agent.lead().all<agent_frozen>();
    REQUIRE_FALSE(all.empty());
    CHECK(all.back().number == orders);
    return all.back().held;
  }
  void thaw(frozen_agent preserved) {
    mesh.tell(agent.handle(),
              thaw_agent{++orders, std::make_shared<const frozen_agent>(std::move(preserved))});
  }
  void thaw() { mesh.tell(agent.handle(), thaw_agent{++orders, nullptr}); }

  deterministic_system mesh;
  std::shared_ptr<scripted_work> body;
  tested_agent agent;
  std::uint64_t orders = 0;
};

texts payloads(const std::vector<frozen_delivery>& all) {
  texts found;
  for (const auto& d : all)
    found.push_back(d.what->payload);
  return found;
}

std::shared_ptr<scripted_work> known_ahead(duration takes, duration way = {}) {
  struct simulated : scripted_work {
    [[nodiscard]] bool knows_ahead() const override { return true; }
  };
  auto made = std::make_shared<simulated>();
  made->act = [takes](const job& what) {
    return planned_result{work_result::ready(std::string(what.payload)), takes};
  };
  made->way = {way, way};
  return made;
}

} // namespace

TEST_CASE("O6 a frozen agent puts its work down, says what it holds, and does it after thaw") {
  freezable f(scripted_work::without_end());
  auto in_hand = f.agent.deliver("in hand");
  f.agent.deliver("waiting");
  f.mesh.run();
  auto held = f.freeze();
  CHECK(f.body->cancelled == std::vector{in_hand});
  REQUIRE(held.in_hand);
  CHECK(held.in_hand->what->payload == "in hand");
  CHECK(payloads(held.waiting) == texts{"waiting"});

  f.body->open[0](work_result::ready("too late")); // of the work that was put down
  f.mesh.advance(10s);
  CHECK(f.body->started == texts{"in hand"});
  CHECK(f.agent.acks().empty());

  f.thaw();
  CHECK(f.body->started == texts{"in hand", "in hand"});
  f.body->open[1](work_result::ready("done"));
  f.mesh.run();
  CHECK(f.body->started == texts{"in hand", "in hand", "waiting"});
  REQUIRE(f.agent.acks().size() == 1);
  CHECK(f.agent.acks()[0].what == in_hand);
  CHECK(f.agent.acks()[0].value == "done");
  CHECK(f.agent.acks()[0].thawed);
}

TEST_CASE("O6 work whose end is known ahead is put down, too, unless it has ended") {
  freezable f(known_ahead(1s));
  auto id = f.agent.deliver("a second's work");
  f.mesh.advance(400ms);
  REQUIRE(f.freeze().in_hand);
  f.mesh.advance(10s);
  f.thaw();
  f.mesh.advance(999ms);
  auto after_thaw = [&] {
    auto all = f.agent.acks();
    return std::count_if(all.begin(), all.end(),
                         [&](const ack& a) { return a.what == id && a.thawed; });
  };
  CHECK(after_thaw() == 0);
  f.mesh.advance(2ms);
  CHECK(after_thaw() == 1);
  CHECK_FALSE(f.freeze().in_hand);
}

TEST_CASE("O6 messages in the links to a frozen agent are held like those in its queue") {
  freezable f(known_ahead(1s, 100ms));
  f.agent.deliver("first");
  f.agent.deliver("second");
  f.agent.deliver("third");
  f.mesh.advance(50ms);
  auto held = f.freeze();
  REQUIRE(held.in_hand);
  CHECK(payloads(held.waiting) == texts{"second", "third"});
  f.mesh.advance(10s);
  CHECK(f.freeze().waiting.size() == 2); // what came through is not taken in twice
  f.thaw();
  f.mesh.advance(10s);
  CHECK(f.body->started == texts{"first", "first", "second", "third"});
}

TEST_CASE("O6 M3 the time that is left of a post stands still while its agent is frozen") {
  freezable f(scripted_work::that_takes(1s));
  auto in_hand = f.agent.deliver_post("in hand", 5s);
  auto next = f.agent.deliver_post("waiting", 1'500ms);
  f.mesh.advance(500ms);
  CHECK(f.freeze().in_hand->expire_left == 4'500ms);
  f.mesh.advance(1h);
  f.thaw();
  f.mesh.advance(10s);
  CHECK(f.agent.answer_to(in_hand)->failure == errc::none);
  CHECK(f.body->started == texts{"in hand", "in hand", "waiting"});
  CHECK(f.agent.answer_to(next)->failure == errc::timeout); // half a second was left
}

TEST_CASE("O6 M3 a caller's patience does not stand still: what he left is not begun again") {
  freezable f(scripted_work::that_takes(1s));
  auto in_hand = f.agent.deliver("in hand", 5s);
  auto waits = f.agent.deliver("waiting", 6s);
  auto patient = f.agent.deliver("patient", 20s);
  f.mesh.advance(500ms);
  REQUIRE(f.freeze().in_hand);
  f.mesh.advance(8s);
  f.thaw();
  f.mesh.advance(5s);
  CHECK(f.agent.answer_to(in_hand)->failure == errc::expired);
  CHECK(f.agent.answer_to(waits)->failure == errc::expired);
  CHECK(f.agent.answer_to(patient)->failure == errc::none);
  CHECK(f.body->started == texts{"in hand", "patient"});
}

TEST_CASE("M4 what is begun again after a thaw carries the mark that it may have been done") {
  freezable f(scripted_work::that_takes(1s));
  f.agent.deliver("in hand");
  f.agent.deliver("waiting");
  f.mesh.advance(500ms);
  f.freeze();
  f.thaw();
  f.mesh.advance(5s);
  REQUIRE(f.body->jobs.size() == 3);
  CHECK(f.body->jobs[0].attempt == 0);
  CHECK(f.body->jobs[1].attempt == 1);
  CHECK(f.body->jobs[2].attempt == 0);
  CHECK(f.agent.acks().at(0).attempt == 1);
}

TEST_CASE("M4 a second copy of what a frozen agent holds is not refused: it will be done") {
  freezable f(scripted_work::that_takes(10ms));
  auto m = std::make_shared<message>();
  m->id = {77};
  m->payload = "held";
  deliver d;
  d.what = m;
  d.expire_at = f.mesh.now() + 30s;
  f.agent.deliver_as_is(d);
  f.mesh.run();
  f.freeze();
  f.agent.deliver_as_is(d);
  f.mesh.run();
  CHECK_FALSE(f.agent.answer_to(m->id));
  f.thaw();
  f.mesh.advance(1s);
  CHECK(f.agent.answer_to(m->id)->failure == errc::none);
}

TEST_CASE("O6 M3 what has expired before the freeze is answered as expired after it") {
  freezable f(scripted_work::without_end());
  f.agent.deliver("in hand", 30s);
  auto late = f.agent.deliver("waiting", 1s);
  f.mesh.advance(2s);
  CHECK(f.freeze().waiting.at(0).expire_left < 0s);
  f.thaw();
  CHECK(f.agent.answer_to(late)->failure == errc::expired);
  CHECK(f.body->started == texts{"in hand", "in hand"});
}

TEST_CASE("O6 a frozen agent takes no messages, and still gives signs of life") {
  freezable f(scripted_work::that_takes(10ms));
  f.freeze();
  auto id = f.agent.deliver("too late");
  f.mesh.tell(f.agent.handle(), pulse{});
  REQUIRE(f.agent.answer_to(id));
  CHECK(f.agent.answer_to(id)->failure == errc::frozen);
  CHECK(f.agent.lead().count<heartbeat>() == 1);
  f.thaw();
  CHECK(f.agent.ask("again").value == "again");
}

TEST_CASE("O6 an agent that holds nothing takes over what was preserved of the one before it") {
  frozen_agent preserved;
  {
    freezable before(scripted_work::without_end());
    auto done = before.agent.deliver("done");
    before.mesh.run();
    before.body->open[0](work_result::ready("done"));
    before.agent.deliver("in hand");
    before.agent.deliver("waiting");
    before.mesh.run();
    preserved = before.freeze();
    CHECK(preserved.remembered
          == std::vector<remembered_outcome>{{done, trinary::ready, errc::none}});
  }
  freezable after(scripted_work::that_takes(10ms));
  after.freeze();
  after.thaw(preserved);
  after.mesh.advance(1s);
  CHECK(after.body->started == texts{"in hand", "waiting"});
  CHECK(after.agent.acks().size() == 2);

  auto copy = std::make_shared<message>(); // M4: a second copy of what was done before
  copy->id = preserved.remembered[0].what;
  deliver again;
  again.what = copy;
  again.expire_at = after.mesh.now() + 30s;
  after.agent.deliver_as_is(again);
  after.mesh.advance(1s);
  CHECK(after.agent.acks().back().second_copy);
  CHECK(after.agent.acks().back().failure == errc::result_lost); // and no READY without it
}

TEST_CASE("O6 an agent that is thawed twice does everything once") {
  freezable f(scripted_work::that_takes(10ms));
  f.agent.deliver("in hand");
  f.agent.deliver("waiting");
  f.mesh.run();
  auto held = f.freeze();
  CHECK(f.freeze() == held); // it says the same again
  f.thaw(held);
  f.thaw(held);
  f.mesh.advance(1s);
  CHECK(f.body->started == texts{"in hand", "in hand", "waiting"});
  CHECK(f.agent.acks().size() == 2);
  CHECK(f.agent.lead().count<agent_thawed>() == 2);
}

TEST_CASE("O6 a message that is withdrawn while it is frozen is not done after thaw") {
  freezable f(scripted_work::that_takes(10ms));
  auto in_hand = f.agent.deliver("in hand");
  auto waits = f.agent.deliver("waiting");
  f.mesh.run();
  auto held = f.freeze();
  f.mesh.tell(f.agent.handle(), withdraw{in_hand});
  f.mesh.tell(f.agent.handle(), withdraw{waits});
  CHECK(f.agent.answer_to(in_hand)->failure == errc::timeout); // it was begun
  CHECK(f.agent.answer_to(waits)->failure == errc::expired);
  f.thaw(held);
  f.mesh.advance(1s);
  CHECK(f.body->started == texts{"in hand"});
  CHECK(f.agent.acks().size() == 2);
}
