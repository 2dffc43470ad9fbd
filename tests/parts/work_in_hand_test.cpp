#include "actors/parts/work_in_hand.hpp"

#include "tests/parts/deliveries.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

struct worker {
  void begin(std::uint64_t id, time_point at) { hand.begin({delivery_of(id), at}, id, 0, at); }
  work_history history() { return {measured, who, cfg}; }

  config cfg;
  agent_identity who{{0, 0, 1}, agent_class::a_edge, {}, nullptr, nullptr,
                     100.0}; // declares 100 ms
  profile measured{cfg.impedance};
  work_in_hand hand;
};

} // namespace

TEST_CASE("work is in hand until it is concluded, and the agent is busy until its end") {
  worker w;
  CHECK_FALSE(w.hand.busy({}));
  CHECK(w.hand.message({}) == nullptr);
  w.begin(1, time_point(1s));
  CHECK(w.hand.working());
  CHECK(w.hand.works_on(1));
  CHECK_FALSE(w.hand.works_on(2));
  CHECK(w.hand.busy(time_point(9s))); // for as long as it takes
  w.hand.conclude(time_point(2s));
  CHECK_FALSE(w.hand.working());
  CHECK_FALSE(w.hand.works_on(1));
  CHECK(w.hand.busy(time_point(1s)));
  CHECK(w.hand.message(time_point(1s))->what->id == message_id{1});
  CHECK_FALSE(w.hand.busy(time_point(2s)));
  CHECK(w.hand.message(time_point(2s)) == nullptr);
  CHECK(w.hand.taken(time_point(2s)) == 1s);
}

TEST_CASE("who puts its work down is not busy any more") {
  worker w;
  w.begin(1, time_point(1s));
  w.hand.conclude(time_point(5s));
  w.hand.put_down(time_point(2s));
  CHECK_FALSE(w.hand.kept());
  CHECK_FALSE(w.hand.busy(time_point(2s)));
  w.begin(2, time_point(2s));
  w.hand.put_down(time_point(3s));
  CHECK_FALSE(w.hand.working());
  CHECK_FALSE(w.hand.busy(time_point(3s)));
}

TEST_CASE("the lead is told what is in hand, since when, and how long it usually takes") {
  worker w;
  CHECK(w.hand.holds(w.history(), {}) == in_hand{});
  w.begin(1, time_point(1s));
  auto held = w.hand.holds(w.history(), time_point(1s));
  CHECK(held.what == message_id{1});
  CHECK(held.since == time_point(1s));
  CHECK(held.usual_ms == Approx(100));
  CHECK(held.from == usual_from::declared);
  CHECK_FALSE(held.overdue);
  w.hand.conclude(time_point(2s));
  CHECK(w.hand.holds(w.history(), time_point(2s)) == in_hand{});
}

TEST_CASE("work is overdue after a multiple of what was usual when it began, then stuck") {
  worker w;
  w.begin(1, time_point(1s));
  auto overdue_at = w.hand.watch(w.history());
  CHECK(overdue_at > time_point(1s) + 100ms);
  for (int i = 0; i < 100; ++i)
    w.measured.add_processing(10'000, 0, 0); // learned while it runs: not for this one
  auto stuck_at = w.hand.say_overdue(w.cfg);
  REQUIRE(stuck_at);
  CHECK(*stuck_at > overdue_at);
  CHECK(w.hand.holds(w.history(), overdue_at).overdue);
  CHECK(w.hand.holds(w.history(), overdue_at).usual_ms == Approx(100));
  CHECK(w.hand.why_stuck(time_point(31s)).find("was cancelled after 30 s") == 0);
}

TEST_CASE("Z5 work that is given up teaches that it takes at least so long") {
  worker w;
  w.begin(1, time_point(1s));
  w.hand.learn_unfinished(w.history(), time_point(1s) + 50ms);
  CHECK(w.measured.processing_samples() == 0); // less than is believed
  w.hand.learn_unfinished(w.history(), time_point(1s) + 80ms, 2);
  CHECK(w.measured.processing_samples() == 1);
}

TEST_CASE("Z5 the way to work that is elsewhere is no work, however long it was waited for") {
  worker w;
  constexpr auto way = 500ms;
  w.hand.begin({delivery_of(1), time_point(1s)}, 1, 0, time_point(1s), way);
  w.hand.learn_unfinished(w.history(), time_point(1s) + 450ms, 2); // it may not have begun
  CHECK(w.measured.processing_samples() == 0);
  w.hand.learn_unfinished(w.history(), time_point(1s) + 800ms);
  CHECK(w.measured.report().processing_ms == Approx(300));
}

TEST_CASE("Z5 work that is elsewhere is overdue later, by its way") {
  worker near;
  near.begin(1, time_point(1s));
  worker far;
  far.hand.begin({delivery_of(1), time_point(1s)}, 1, 0, time_point(1s), 700ms);
  CHECK(far.hand.watch(far.history()) == near.hand.watch(near.history()) + 700ms);
  CHECK(*far.hand.say_overdue(far.cfg) == *near.hand.say_overdue(near.cfg) + 700ms);
}

TEST_CASE("Z5 a result teaches its work and its way, and what was not done teaches neither") {
  worker w;
  w.begin(1, time_point(1s));
  auto far = work_result::ready("done");
  far.processing_ms = 60;
  far.round_trip_ms = 40;
  const auto spent = w.hand.learn(w.history(), far, time_point(1s) + 110ms);
  CHECK(spent.way_back == 20ms);
  CHECK(w.measured.report().processing_ms == Approx(60));
  CHECK(w.measured.report().latency_ms == Approx(40));
  w.hand.learn(w.history(), work_result::failed(errc::work_failed, "no"), time_point(9s));
  CHECK(w.measured.processing_samples() == 1);
  w.hand.learn(w.history(), work_result::failed(errc::timeout, "late"), time_point(2s));
  CHECK(w.measured.processing_samples() == 2); // it takes at least so long
}
