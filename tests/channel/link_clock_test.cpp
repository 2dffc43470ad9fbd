#include "runtime/channel/link_clock.hpp"

#include "tests/channel/entries.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

/// A batch sent `away_ms` ago was held for `held_ms` over there.
link_batch answer(double now_ms, double away_ms, double held_ms) {
  link_batch b;
  b.stamp_us = 77; // of a clock that has nothing to do with ours
  b.echo_us = link_clock::stamp(at(now_ms - away_ms));
  b.held_us = static_cast<std::int64_t>(held_ms * 1'000);
  return b;
}

} // namespace

TEST_CASE("S5 what a link costs is half a round trip without the time at the peer",
          "[channel]") {
  link_clock c;
  CHECK(c.one_way() == duration{});
  CHECK_FALSE(c.reached_at());
  c.heard(answer(1'000, 50, 40), at(1'000));
  CHECK(c.one_way() == milliseconds(5));
  CHECK(c.reached_at() == at(950));
  CHECK(c.samples() == 1);
}

TEST_CASE("S5 a queue that forms for a moment does not count as distance", "[channel]") {
  link_clock c;
  for (int i = 0; i < 40; ++i) {
    double now = i * 100;
    c.heard(answer(now, i >= 20 && i < 30 ? 400 : 10, 0), at(now));
  }
  CHECK(c.one_way() == milliseconds(5));
}

TEST_CASE("S5 a way that has become longer or shorter is learned", "[channel]") {
  link_clock c;
  double now = 0;
  auto run = [&](double round_trip) {
    for (int i = 0; i < 100; ++i, now += 100)
      c.heard(answer(now, round_trip, 0), at(now));
  };
  run(10);
  run(100);
  CHECK(c.one_way() == milliseconds(50));
  run(20);
  CHECK(c.one_way() == milliseconds(10));
}

TEST_CASE("S5 echoes that cannot be are not believed", "[channel]") {
  link_clock c;
  c.heard(answer(1'000, -50, 0), at(1'000));  // sent in the future
  c.heard(answer(1'000, 50, 60), at(1'000));  // held longer than it was away
  c.heard(answer(1'000, 50, -60), at(1'000)); // for less than no time
  auto none = answer(1'000, 50, 0);
  none.echo_us = 0;
  c.heard(none, at(1'000));
  none.echo_us = -5;
  c.heard(none, at(1'000));
  CHECK(c.samples() == 0);
  CHECK(c.one_way() == duration{});
}

TEST_CASE("S5 the newest stamp of the peer is echoed, with how long it was held", "[channel]") {
  link_clock c;
  link_batch b;
  c.sign(b, at(0));
  CHECK(b.stamp_us == link_clock::stamp(at(0)));
  CHECK(b.echo_us == 0);
  CHECK(b.held_us == 0);
  auto old = answer(0, 1, 0);
  old.stamp_us = 500;
  c.heard(old, at(10));
  old.stamp_us = 400; // has been overtaken
  c.heard(old, at(12));
  c.sign(b, at(30));
  CHECK(b.echo_us == 500);
  CHECK(b.held_us == 20'000);
  c.new_peer_session();
  c.sign(b, at(31));
  CHECK(b.echo_us == 0);
  CHECK_FALSE(c.reached_at());
}

TEST_CASE("S5 time zero is a time too", "[channel]") {
  CHECK(link_clock::stamp(time_point{}) > 0);
}
