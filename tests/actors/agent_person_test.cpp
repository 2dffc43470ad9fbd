// An agent that is a person (class F): messages wait in the inbox beside each other.
#include "actors/work/person/person_work.hpp"

#include "actors/work/person/inbox.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/tested_agent.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

constexpr agent_id ada{0, 1, 4};

config with_room(int room) {
  auto cfg = small_config();
  cfg.limits.agent_queue = room;
  return cfg;
}

/// The actor of a person, whose inbox the test answers.
struct person_world {
  explicit person_world(int room = 8) : mesh(with_room(room)) {
    people->add(ada, {.name = "ada"}, 60'000);
  }
  void answer(std::uint64_t item, const std::string& text) {
    people->answer(item, trinary::ready, text, "test", [](const auto&) {});
    mesh.run();
  }
  deterministic_system mesh;
  std::shared_ptr<inbox> people = std::make_shared<inbox>(
      inbox::clocks{
          [this] { return static_cast<std::uint64_t>(to_ms(mesh.now().time_since_epoch())); },
          [](time_point at) {
            return static_cast<std::uint64_t>(to_ms(at.time_since_epoch()));
          }},
      64);
  tested_agent agent{mesh, make_person_work(people, ada), ada};
};

} // namespace

TEST_CASE("M2 a person's messages are answered in the order of their answers") {
  person_world w;
  const auto first = w.agent.deliver("first", 1h);
  const auto second = w.agent.deliver("second", 1h);
  w.mesh.run();
  REQUIRE(w.people->items("ada", false).size() == 2);
  w.mesh.advance(10min);
  w.answer(2, "yes");
  REQUIRE(w.agent.acks().size() == 1);
  CHECK(w.agent.answer_to(second)->value == "yes");
  CHECK(w.agent.answer_to(second)->report.processing_ms == Approx(600'000));
  w.answer(1, "no");
  CHECK(w.agent.answer_to(first)->value == "no");
  CHECK_FALSE(w.agent.answer_to(first)->measures_link);
}

TEST_CASE("M4 a second copy of a person's message is one item, and is answered once") {
  person_world w;
  message m;
  m.id = {77};
  m.payload = "once";
  deliver d;
  d.what = std::make_shared<const message>(m);
  d.expire_at = w.mesh.now() + 1h;
  w.agent.deliver_as_is(d);
  w.agent.deliver_as_is(d);
  w.mesh.run();
  CHECK(w.people->items("ada", false).size() == 1);
  w.answer(1, "yes");
  CHECK(w.agent.acks().size() == 1);
  w.agent.deliver_as_is(d);
  w.mesh.run();
  CHECK(w.agent.acks().size() == 2);
  CHECK(w.agent.acks()[1].second_copy);
  CHECK(w.agent.acks()[1].value == "yes");
}

TEST_CASE("M3 a person's message whose time is over leaves the inbox") {
  person_world w;
  const auto id = w.agent.deliver("late", 1min);
  const auto other = w.agent.deliver("in time", 2h);
  w.mesh.advance(5min);
  CHECK(w.agent.answer_to(id)->failure == errc::timeout);
  CHECK_FALSE(w.agent.answer_to(other));
  REQUIRE(w.people->items("ada", false).size() == 1);
  CHECK(w.people->items("ada", false)[0].payload == "in time");
}

TEST_CASE("M3 a person's message that is taken back leaves the inbox, and the lead is told") {
  person_world w;
  const auto id = w.agent.deliver("never mind", 1h);
  w.mesh.run();
  w.mesh.tell(w.agent.handle(), withdraw{id, 1, errc::cancelled});
  REQUIRE(w.agent.answer_to(id));
  CHECK(w.agent.answer_to(id)->withdrawn);
  CHECK(w.agent.answer_to(id)->failure == errc::cancelled);
  CHECK(w.people->items("ada", false).empty());
}

TEST_CASE("O6 a frozen person has no messages in the inbox, and all of them after the thaw") {
  person_world w;
  const auto first = w.agent.deliver("first", 1h);
  const auto second = w.agent.deliver("second", 1h);
  w.mesh.run();
  w.mesh.tell(w.agent.handle(), freeze_agent{1});
  CHECK(w.people->items("ada", false).empty());
  const auto held = w.agent.lead().all<agent_frozen>().back().held;
  CHECK(held.waiting.size() == 2);
  w.mesh.tell(w.agent.handle(), thaw_agent{2});
  const auto items = w.people->items("ada", false);
  REQUIRE(items.size() == 2);
  for (const auto& item : items)
    w.answer(item.number, "done");
  CHECK(w.agent.answer_to(first)->value == "done");
  CHECK(w.agent.answer_to(second)->value == "done");
}

TEST_CASE("M3 a person with a full inbox refuses more by name, and never waits for room") {
  person_world w(2);
  w.agent.deliver("1", 1h);
  w.agent.deliver("2", 1h);
  w.mesh.run();
  const auto third = w.agent.deliver("3", 1h);
  w.mesh.run();
  REQUIRE(w.agent.answer_to(third));
  CHECK(w.agent.answer_to(third)->failure == errc::queue_full);
}

TEST_CASE("M2 a note for a person is received at once") {
  person_world w;
  draft note;
  note.what = verb::record;
  note.payload = "the office is closed on Friday";
  const auto a = w.agent.ask(note);
  CHECK(a.state == trinary::ready);
  CHECK(w.people->items("ada", false).size() == 1);
}

TEST_CASE("F2 a heartbeat of a person names the oldest message that waits for them") {
  person_world w;
  const auto first = w.agent.deliver("first", 1h);
  w.agent.deliver("second", 1h);
  w.mesh.run();
  w.mesh.tell(w.agent.handle(), pulse{1});
  auto beat = w.agent.lead().all<heartbeat>().back();
  CHECK(beat.holds.what == first);
  CHECK_FALSE(beat.idle);
  CHECK_FALSE(beat.away);
  CHECK_FALSE(beat.measures_link);
  w.mesh.advance(50min);
  w.mesh.tell(w.agent.handle(), pulse{2});
  beat = w.agent.lead().all<heartbeat>().back();
  CHECK_FALSE(beat.holds.overdue); // people take their time
}
