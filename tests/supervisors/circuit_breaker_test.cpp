#include "supervisors/circuit_breaker.hpp"

#include <functional>

#include "tests/supervisors/shorthand.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;

namespace {

constexpr auto closed = breaker_state::closed;
constexpr auto open = breaker_state::open;
constexpr auto half_open = breaker_state::half_open;

/// A breaker in a state, reached by events alone, at 100 s.
circuit_breaker in_state(breaker_state wanted, double seconds = 100) {
  circuit_breaker b(5, default_breakers);
  if (wanted == closed)
    return b;
  if (wanted == open) {
    b.trip("test", at_s(seconds));
    return b;
  }
  b.trip("test", at_s(seconds - 30));
  b.probe_sent(at_s(seconds));
  b.probed(true, at_s(seconds));
  REQUIRE(b.state() == half_open);
  return b;
}

} // namespace

TEST_CASE("B1: the sixth failure within the window opens a breaker", "[breaker]") {
  circuit_breaker b(5, default_breakers);
  for (int i = 0; i < 5; ++i)
    CHECK_FALSE(b.failure(at_s(100 + i)));
  CHECK(b.state() == closed);
  CHECK(b.failure(at_s(105)) == breaker_change{closed, open, "6 failures within 60 s"});
  CHECK(b.since() == at_s(105));
  CHECK(b.reason() == "6 failures within 60 s");
}

TEST_CASE("B1: failures fall out of the window, so that a few at a time open nothing",
          "[breaker]") {
  circuit_breaker b(5, default_breakers);
  for (int i = 0; i < 1'000; ++i) // five in any minute
    REQUIRE_FALSE(b.failure(at_s(100 + 12.0 * i)));
}

TEST_CASE("B1: a failure counts for its window less a twelfth at least", "[breaker]") {
  sliding_count count(60'000);
  count.add(at_s(100));
  count.add(at_s(104.9));
  CHECK(count.count(at_s(104.9)) == 2);
  CHECK(count.count(at_s(155)) == 2);
  CHECK(count.count(at_s(159.9)) == 2);
  CHECK(count.count(at_s(160)) == 0);
  count.add(at_s(1'000)); // its slice's old count is gone
  CHECK(count.count(at_s(1'000)) == 1);
}

TEST_CASE("B2: an open breaker turns all away and counts them", "[breaker]") {
  auto b = in_state(open);
  for (int i = 0; i < 7; ++i)
    CHECK_FALSE(b.admit());
  CHECK(b.turned_away() == 7);
}

TEST_CASE("B2: it is probed 30 s after it opened and 60 s after a bad probe", "[breaker]") {
  auto b = in_state(open);
  CHECK(b.next_due() == at_s(130));
  CHECK_FALSE(b.wants_probe(at_s(129.999)));
  REQUIRE(b.wants_probe(at_s(130)));
  b.probe_sent(at_s(130));
  CHECK_FALSE(b.wants_probe(at_s(131))); // one at a time
  CHECK_FALSE(b.probed(false, at_s(131)));
  CHECK(b.state() == open);
  CHECK_FALSE(b.wants_probe(at_s(190.999)));
  CHECK(b.wants_probe(at_s(191)));
}

TEST_CASE("B2: a probe that nobody answers is a bad one", "[breaker]") {
  auto b = in_state(open);
  b.probe_sent(at_s(130));
  CHECK(b.next_due() == at_s(135));
  CHECK_FALSE(b.due(at_s(135)));
  CHECK_FALSE(b.probed(true, at_s(136))); // too late to be believed
  CHECK(b.state() == open);
  CHECK_FALSE(b.wants_probe(at_s(194.999)));
  CHECK(b.wants_probe(at_s(195)));
}

TEST_CASE("B2 Z5: a probe has as much longer as the links to it and back take", "[breaker]") {
  auto b = in_state(open);
  b.probe_sent(at_s(130), std::chrono::minutes(1));
  CHECK(b.next_due() == at_s(195));
  CHECK_FALSE(b.due(at_s(194.999)));
  CHECK(b.probed(true, at_s(194.999)));
  CHECK(b.state() == half_open);
}

TEST_CASE("B2: half-open lets every tenth message through and closes after 60 s", "[breaker]") {
  auto b = in_state(half_open);
  int passed = 0;
  for (int i = 0; i < 100; ++i)
    passed += b.admit() ? 1 : 0;
  CHECK(passed == 10);
  CHECK(b.turned_away() == 90);
  CHECK_FALSE(b.due(at_s(159.999)));
  CHECK(b.due(at_s(160)) == breaker_change{half_open, closed, "no failure while half-open"});
  CHECK(b.admit());
  CHECK(b.turned_away() == 90);
}

TEST_CASE("B2: one failure while half-open opens it for 60 s more", "[breaker]") {
  auto b = in_state(half_open);
  CHECK(b.failure(at_s(110))
        == breaker_change{half_open, open, "failed again while half-open"});
  CHECK(b.next_due() == at_s(170));
}

TEST_CASE("B2: a breaker that closed has forgotten what it opened for", "[breaker]") {
  circuit_breaker b(5, default_breakers);
  for (int i = 0; i < 6; ++i)
    b.failure(at_s(100));
  b.force_close("operator", at_s(101));
  CHECK(b.failures(at_s(101)) == 0);
  for (int i = 0; i < 5; ++i)
    CHECK_FALSE(b.failure(at_s(102)));
  CHECK(b.failure(at_s(102)));
}

TEST_CASE("B2: opened by hand it is not probed and stays open until closed by hand",
          "[breaker]") {
  auto b = in_state(GENERATE(closed, open, half_open));
  b.force_open("maintenance", at_s(100));
  CHECK(b.by_hand());
  CHECK(b.reason() == "maintenance");
  CHECK_FALSE(b.wants_probe(at_s(100'000)));
  CHECK_FALSE(b.next_due());
  CHECK_FALSE(b.due(at_s(100'000)));
  CHECK_FALSE(b.trip("something else", at_s(100'000)));
  CHECK(b.reason() == "maintenance");
  CHECK(b.force_close("done", at_s(100'001)) == breaker_change{open, closed, "done"});
  CHECK_FALSE(b.by_hand());
}

TEST_CASE("B2: by hand is said whatever the state was, and once", "[breaker]") {
  auto b = in_state(GENERATE(closed, open, half_open));
  auto before = b.state();
  CHECK(b.force_open("maintenance", at_s(100)) == breaker_change{before, open, "maintenance"});
  CHECK_FALSE(b.force_open("maintenance", at_s(101)));
  CHECK(b.force_open("still", at_s(102)) == breaker_change{open, open, "still"});
}

TEST_CASE("B2: every state against every event", "[breaker]") {
  struct row {
    const char* event;
    std::function<circuit_breaker::change(circuit_breaker&)> happen;
    breaker_state after_closed, after_open, after_half_open;
  };
  const auto now = at_s(105);
  const auto much_later = at_s(500);
  auto r = GENERATE_COPY(values<row>({
      {"a failure", [=](auto& b) { return b.failure(now); }, closed, open, open},
      {"a trip", [=](auto& b) { return b.trip("t", now); }, open, open, open},
      {"a good probe unasked", [=](auto& b) { return b.probed(true, now); }, closed, open,
       half_open},
      {"a bad probe unasked", [=](auto& b) { return b.probed(false, now); }, closed, open,
       half_open},
      {"a good probe",
       [=](auto& b) {
         b.probe_sent(much_later);
         return b.probed(true, much_later);
       },
       closed, half_open, half_open},
      {"a bad probe",
       [=](auto& b) {
         b.probe_sent(much_later);
         return b.probed(false, much_later);
       },
       closed, open, half_open},
      {"nothing due", [=](auto& b) { return b.due(now); }, closed, open, half_open},
      {"all due", [=](auto& b) { return b.due(much_later); }, closed, open, closed},
      {"opened by hand", [=](auto& b) { return b.force_open("h", now); }, open, open, open},
      {"closed by hand", [=](auto& b) { return b.force_close("h", now); }, closed, closed,
       closed},
  }));
  auto before = GENERATE(closed, open, half_open);
  auto b = in_state(before);
  CAPTURE(r.event, to_string(before));
  auto change = r.happen(b);
  auto after = before == closed ? r.after_closed
               : before == open ? r.after_open
                                : r.after_half_open;
  CHECK(b.state() == after);
  // A change is said, and nothing else is; that it is by hand now is one, too.
  CHECK(change.has_value() == (before != after || b.by_hand()));
  if (change) {
    CHECK(change->from == before);
    CHECK(change->to == after);
    CHECK_FALSE(change->reason.empty());
    CHECK_FALSE((change->from == closed && change->to == half_open)); // never untried
  }
}
