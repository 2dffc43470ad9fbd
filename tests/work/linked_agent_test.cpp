#include "actors/work/linked/linked_agent.hpp"

#include <cmath>

#include "actors/work/linked/answer_times.hpp"
#include "actors/work/linked/linked_agents.hpp"
#include "actors/work/linked/linked_work.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

namespace {

/// A link that keeps what it is told.
struct kept_line final : agent_line {
  struct sent {
    message_id id;
    std::string payload;
    duration time_left;
    int attempt;
  };
  std::vector<sent> delivered;
  std::vector<message_id> withdrawn;
  std::vector<bool> paused;
  double round_trip = 0;
  std::uint32_t measured = 0;

  void deliver(const std::string& agent, const job& what, duration time_left,
               std::uint8_t attempt) override {
    CHECK(agent == "store-1");
    delivered.push_back({what.id, std::string(what.payload), time_left, attempt});
  }
  void withdraw(const std::string&, message_id what) override { withdrawn.push_back(what); }
  void pause(const std::string&, bool frozen) override { paused.push_back(frozen); }
  [[nodiscard]] double round_trip_ms() const override { return round_trip; }
  [[nodiscard]] std::uint32_t round_trips() const override { return measured; }
};

/// An agent from outside at a clock that the test moves.
struct world {
  time_point now{1h};
  linked_counts counts;
  linked_agent agent{{1, 2, 3}, [this] { return now; }, counts};
  std::shared_ptr<kept_line> line = std::make_shared<kept_line>();
  std::vector<work_result> results;
  int presence_changes = 0;

  std::optional<work_result> start(std::uint64_t id, std::string_view verb = "decide") {
    job what{.id = {id}, .agent = {1, 2, 3}, .verb = verb, .payload = "hello"};
    what.time_left = 10s;
    return agent.start(what, [this]() -> work_done {
      return [this](work_result r) {
        results.push_back(std::move(r));
      };
    });
  }
  bool answer(std::uint64_t id, double processing_ms = 0) {
    return agent.answer({id}, work_result::ready("done"), processing_ms);
  }
};

} // namespace

TEST_CASE("F1 an agent from outside without a link takes no work, and says so") {
  world w;
  auto refused = w.start(1);
  REQUIRE(refused);
  CHECK(refused->failure == errc::agent_offline);
  CHECK(refused->detail == "s01.c02.a03 has no link"); // it has never said its name
  CHECK_FALSE(w.agent.present());
  CHECK(w.agent.open() == 0);
}

TEST_CASE("an agent from outside gets its work over its link, and its answer is the result") {
  world w;
  w.agent.attach(w.line, "store-1", "i1");
  CHECK_FALSE(w.start(1));
  REQUIRE(w.line->delivered.size() == 1);
  CHECK(w.line->delivered[0].payload == "hello");
  CHECK(w.line->delivered[0].time_left == 10s);
  CHECK(w.line->delivered[0].attempt == 0);
  w.now += 70ms;
  CHECK(w.answer(1, 30));
  REQUIRE(w.results.size() == 1);
  CHECK(w.results[0].value == "done");
  CHECK(w.results[0].processing_ms == Approx(30));
  CHECK(w.results[0].round_trip_ms == Approx(40));
  CHECK(w.agent.open() == 0);
}

TEST_CASE("M4 what was not answered when the link was lost comes again on the next one") {
  world w;
  w.agent.attach(w.line, "store-1", "i1");
  w.start(1);
  w.start(2);
  w.answer(1);
  w.agent.detach(w.line.get());
  w.now += 4s;
  auto next = std::make_shared<kept_line>();
  w.agent.attach(next, "store-1", "i1");
  REQUIRE(next->delivered.size() == 1); // and not the one that was answered
  CHECK(next->delivered[0].id == message_id{2});
  CHECK(next->delivered[0].attempt == 1);
  CHECK(next->delivered[0].time_left == 6s);
  CHECK(w.answer(2));
  CHECK(w.results.size() == 2);
  CHECK(w.counts.delivered_again == 1);
}

TEST_CASE("M3 what acts does not come again to one that may have forgotten that it did it") {
  world w;
  w.agent.attach(w.line, "store-1", "i1");
  w.start(1, "act");
  w.start(2, "decide");
  auto next = std::make_shared<kept_line>();
  w.agent.attach(next, "store-1", "i1"); // the same process, on another link
  CHECK(next->delivered.size() == 2);
  CHECK(w.results.empty());
  for (const auto* other : {"i2", ""}) {
    w.results.clear();
    auto anew = std::make_shared<kept_line>();
    w.agent.attach(anew, "store-1", other);
    REQUIRE(anew->delivered.size() == 1);
    CHECK(anew->delivered[0].id == message_id{2});
    REQUIRE(w.results.size() == 1);
    CHECK(w.results[0].failure == errc::unknown);
    CHECK_FALSE(w.start(1, "act")); // asked anew, for the next round
  }
}

TEST_CASE("M3 what nobody waits for any more does not come again") {
  world w;
  w.agent.attach(w.line, "store-1", "i1");
  w.start(1);
  w.start(2);
  w.agent.withdraw({1});
  CHECK(w.line->withdrawn == std::vector{message_id{1}});
  w.agent.detach(w.line.get());
  w.now += 11s; // the time of 2 is over
  auto next = std::make_shared<kept_line>();
  w.agent.attach(next, "store-1", "i1");
  CHECK(next->delivered.empty());
  CHECK_FALSE(w.answer(1));
  CHECK(w.counts.not_asked == 1);
}

TEST_CASE("Z5 an answer that crosses its withdrawal is no answer, and still measures") {
  world w;
  w.agent.attach(w.line, "store-1", "i1");
  w.start(1);
  w.now += 800ms;
  w.agent.withdraw({1});
  CHECK(w.agent.open() == 0);
  w.now += 700ms;
  CHECK_FALSE(w.answer(1, 300));
  CHECK(w.counts.not_asked == 1);
  CHECK(w.counts.answered == 0);
  REQUIRE(w.results.size() == 1); // for its actor, which has given it up
  CHECK(w.results[0].processing_ms == Approx(300));
  CHECK(w.results[0].round_trip_ms == Approx(1'200));
  CHECK_FALSE(w.answer(1, 300));
  CHECK(w.results.size() == 1);
}

TEST_CASE("Z5 what was withdrawn measures nothing on another link, or when it is asked again") {
  world w;
  w.agent.attach(w.line, "store-1", "i1");
  w.start(1);
  w.start(2);
  w.agent.withdraw({1});
  w.agent.withdraw({2});
  CHECK_FALSE(w.start(2));
  CHECK(w.answer(2, 30)); // this is the answer to the second one
  CHECK(w.results.size() == 1);
  w.agent.attach(std::make_shared<kept_line>(), "store-1", "i1");
  CHECK_FALSE(w.answer(1, 30));
  CHECK(w.results.size() == 1);
}

TEST_CASE("Z5 only the newest few that were withdrawn are kept, and none of a dead actor") {
  world w;
  w.agent.attach(w.line, "store-1", "i1");
  constexpr std::uint64_t many = 100;
  for (std::uint64_t id = 1; id <= many; ++id) {
    w.start(id);
    w.agent.withdraw({id});
  }
  CHECK_FALSE(w.answer(1, 30));
  CHECK(w.results.empty());
  CHECK_FALSE(w.answer(many, 30));
  CHECK(w.results.size() == 1);
  w.agent.orphan();
  CHECK_FALSE(w.answer(many - 1, 30));
  CHECK(w.results.size() == 1);
}

TEST_CASE("Z5 a measurement of the link is taken once, and anew on another link") {
  world w;
  CHECK(w.agent.take_round_trip_ms() == 0);
  w.agent.attach(w.line, "store-1", "i1");
  CHECK(w.agent.take_round_trip_ms() == 0); // no pulse has come back yet
  w.line->round_trip = 40;
  w.line->measured = 1;
  CHECK(w.agent.take_round_trip_ms() == 40);
  CHECK(w.agent.take_round_trip_ms() == 0);
  CHECK(w.agent.round_trip_ms() == 40); // what is known stays known
  w.line->round_trip = 120;
  w.line->measured = 2;
  CHECK(w.agent.take_round_trip_ms() == 120);
  auto next = std::make_shared<kept_line>();
  next->round_trip = 50;
  next->measured = 2;
  w.agent.attach(next, "store-1", "i1");
  CHECK(w.agent.take_round_trip_ms() == 50);
}

TEST_CASE("M4 an answer counts once") {
  world w;
  w.agent.attach(w.line, "store-1", "i1");
  w.start(1);
  CHECK(w.answer(1));
  CHECK_FALSE(w.answer(1));
  CHECK_FALSE(w.answer(7)); // nobody asked that
  CHECK(w.results.size() == 1);
  CHECK(w.counts.not_asked == 2);
}

TEST_CASE("M3 who stays away fails: what may take effect is unknown, the rest is for others") {
  world w;
  w.agent.attach(w.line, "store-1", "i1");
  w.start(1, "act");
  w.start(2, "decide");
  CHECK_FALSE(w.agent.give_up_if_away(0s)); // it is there
  w.agent.detach(w.line.get());
  w.now += 29s;
  CHECK_FALSE(w.agent.give_up_if_away(30s));
  CHECK(w.results.empty());
  w.now += 1s;
  CHECK(w.agent.give_up_if_away(30s));
  REQUIRE(w.results.size() == 2);
  CHECK(w.results[0].failure == errc::unknown);
  CHECK(w.results[1].failure == errc::agent_offline);
  w.agent.attach(w.line, "store-1", "i1");
  CHECK(w.line->delivered.size() == 2); // neither comes again
}

TEST_CASE("an agent that says goodbye gives back what it has not answered, at once") {
  world w;
  w.agent.attach(w.line, "store-1", "i1");
  w.start(1);
  w.agent.leave(w.line.get());
  REQUIRE(w.results.size() == 1);
  CHECK(w.results[0].failure == errc::agent_offline);
  CHECK(w.results[0].detail == "store-1 has said goodbye");
  CHECK_FALSE(w.agent.present());
}

TEST_CASE("an agent that steps aside ends what it has and gets nothing new") {
  world w;
  w.agent.watch_presence([&w] { ++w.presence_changes; });
  w.agent.attach(w.line, "store-1", "i1");
  w.start(1);
  w.agent.step_aside(true);
  CHECK_FALSE(w.agent.present());
  auto refused = w.start(2);
  REQUIRE(refused);
  CHECK(refused->detail == "store-1 takes no new work");
  CHECK(w.answer(1));
  w.agent.step_aside(false);
  CHECK(w.agent.present());
  CHECK(w.presence_changes == 3);
}

TEST_CASE("the newest link of an agent has it, and the end of an older one changes nothing") {
  world w;
  w.agent.attach(w.line, "store-1", "i1");
  w.start(1);
  auto next = std::make_shared<kept_line>();
  w.agent.attach(next, "store-1", "i1");
  CHECK(next->delivered.size() == 1);
  w.agent.detach(w.line.get());
  w.agent.leave(w.line.get());
  CHECK(w.agent.present());
  CHECK(w.results.empty());
}

TEST_CASE("M4 an actor that crashed costs its agent outside nothing") {
  world w;
  w.agent.attach(w.line, "store-1", "i1");
  w.start(1);
  w.start(2);
  w.agent.orphan();
  CHECK(w.answer(1)); // kept for the next actor
  CHECK(w.results.empty());
  auto known = w.start(1);
  REQUIRE(known);
  CHECK(known->value == "done");
  CHECK_FALSE(w.start(2)); // it is at work on it still
  CHECK(w.line->delivered.size() == 2);
  CHECK(w.answer(2));
  CHECK(w.results.size() == 1);
}

TEST_CASE("an answer that no actor has asked for in its time is forgotten") {
  world w;
  w.agent.attach(w.line, "store-1", "i1");
  w.start(1);
  w.agent.orphan();
  w.answer(1);
  w.now += 11s;
  w.start(2);
  CHECK(w.agent.open() == 1);
}

TEST_CASE("O6 an agent outside is told that it is frozen") {
  world w;
  w.agent.attach(w.line, "store-1", "i1");
  w.agent.pause(true);
  CHECK(w.agent.frozen());
  w.agent.pause(false);
  CHECK(w.line->paused == std::vector<bool>{true, false});
}

TEST_CASE(
    "Z5 processing is what the agent reports, as long as the link can have taken the rest") {
  CHECK(split_answer_time(70, 30, 35).processing_ms == Approx(30));
  CHECK(split_answer_time(70, 30, 35).round_trip_ms == Approx(40));
  CHECK(split_answer_time(70, 30, 0).believed); // no pulse has come back yet

  auto more_than_seen = split_answer_time(70, 5'000, 20);
  CHECK_FALSE(more_than_seen.believed);
  CHECK(more_than_seen.processing_ms == Approx(50));
  CHECK(more_than_seen.round_trip_ms == Approx(20));

  auto hides_in_the_link = split_answer_time(1'000, 1, 20);
  CHECK_FALSE(hides_in_the_link.believed);
  CHECK(hides_in_the_link.processing_ms == Approx(980));

  for (auto nonsense : {-1.0, std::nan(""), HUGE_VAL, -HUGE_VAL}) {
    auto split = split_answer_time(70, nonsense, 20);
    CHECK_FALSE(split.believed);
    CHECK(split.processing_ms == Approx(50));
  }
  CHECK(split_answer_time(10, -1, 20).processing_ms == Approx(0)); // not below nothing
}

TEST_CASE("progress shows in what an agent outside has in hand, and changes nothing else") {
  world w;
  w.agent.attach(w.line, "store-1", "i1");
  w.start(1);
  w.now += 2s;
  w.agent.progress({1}, 0.5, "half\x1b");
  w.agent.progress({9}, 0.5, "nobody asked");
  auto open = w.agent.open_deliveries();
  REQUIRE(open.size() == 1);
  CHECK(open[0].since == 2s);
  CHECK(open[0].share == Approx(0.5));
  CHECK(open[0].note == "half.");
  w.agent.progress({1}, std::nan(""), "");
  CHECK(w.agent.open_deliveries()[0].share == 0);
  w.agent.progress({1}, 7, "");
  CHECK(w.agent.open_deliveries()[0].share == 1);
  CHECK(w.results.empty());
}

TEST_CASE("agents outside are found by their place, before and after they have come") {
  linked_agents all([] { return time_point(); });
  auto first = all.of({1, 2, 3});
  CHECK(all.of({1, 2, 3}) == first);
  CHECK(all.of({1, 2, 4}) != first);
  CHECK(first->name() == "s01.c02.a03");
  first->attach(std::make_shared<kept_line>(), "store-1", "i1");
  CHECK(first->name() == "store-1");
  CHECK(all.all().size() == 2);
  all.forget({1, 2, 3});
  CHECK(all.of({1, 2, 3}) != first);
}
