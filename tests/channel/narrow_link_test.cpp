// Signs of life on a link that carries less than there is to send (R2).
#include <algorithm>
#include <deque>

#include "config/config.hpp"
#include "runtime/channel/channel.hpp"
#include "tests/channel/entries.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

constexpr double step_ms = 1;

/// One direction of a link: so many bytes a second, in order, and the way itself.
struct narrow_pipe {
  double bytes_per_s;
  duration way;
  std::deque<std::pair<time_point, link_batch>> on_its_way = {};
  time_point free = {};

  void send(link_batch b, time_point now) {
    std::size_t bytes = 100;
    for (const auto& e : b.entries)
      bytes += send_window::bytes_of(e);
    free = std::max(free, now) + from_ms(1'000 * static_cast<double>(bytes) / bytes_per_s);
    on_its_way.emplace_back(free + way, std::move(b));
  }
};

/// A hub and a node, each with a channel to the other.
struct narrow_link {
  narrow_link(double bytes_per_s, double way_ms)
      : down{bytes_per_s, from_ms(way_ms)}, up{bytes_per_s, from_ms(way_ms)} {
    hub.link_up(at(0));
    node.link_up(at(0));
  }
  void run(double ms) {
    for (const auto until = now_ms + ms; now_ms < until; now_ms += step_ms)
      step();
  }
  void step() {
    const auto now = at(now_ms);
    carry(down, node, now, heard);
    carry(up, hub, now, answered);
    for (auto* side : {&hub, &node})
      while (auto b = side->next(now))
        (side == &hub ? down : up).send(std::move(*b), now);
    longest_silence = std::max(longest_silence, now - heard);
    if (auto reached = hub.reached_at())
      oldest_news = std::max(oldest_news, now - *reached);
  }
  void carry(narrow_pipe& p, channel& to, time_point now, time_point& last) {
    for (; !p.on_its_way.empty() && p.on_its_way.front().first <= now;
         p.on_its_way.pop_front()) {
      last = now;
      for (const auto& e : to.receive(std::move(p.on_its_way.front().second), now).entries)
        arrived += e.body.size();
    }
  }

  links_config cfg;
  channel hub{cfg, 1}, node{cfg, 2};
  narrow_pipe down, up;
  double now_ms = 0;
  std::size_t arrived = 0; // bytes
  time_point heard = at(0), answered = at(0);
  duration longest_silence{}, oldest_news{};
};

} // namespace

TEST_CASE("R2 signs of life get through a narrow link, whatever else has to", "[channel]") {
  const auto bytes_per_s = GENERATE(8'000.0, 64'000.0, 1'000'000.0);
  CAPTURE(bytes_per_s);
  narrow_link l(bytes_per_s, 20);
  l.run(1'000);
  REQUIRE(l.hub.offer(entry(1, 4'000'000), at(l.now_ms)));
  for (std::uint64_t i = 2; i < 2'000; ++i)
    REQUIRE(l.hub.offer(entry(i, 2'000), at(l.now_ms)));
  const auto before = l.arrived;
  l.run(60'000);
  CHECK(l.longest_silence < from_ms(placement_config{}.silence_ms / 2 + 500));
  CHECK(l.oldest_news < from_ms(placement_config{}.silence_ms - 500));
  const auto carried = 60 * bytes_per_s;
  if (carried > 8'000'000) {
    CHECK(l.hub.size() == 0); // all of it is there
  } else if (carried > 4'000'000 / 0.8) {
    CHECK(static_cast<double>(l.arrived - before) > 0.8 * carried);
  }
}

TEST_CASE("M5 a wide link is used, near or far", "[channel]") {
  const auto way_ms = GENERATE(0.1, 150.0);
  CAPTURE(way_ms);
  narrow_link l(20'000'000, way_ms);
  l.run(1'000);
  for (std::uint64_t i = 1; i <= 20; ++i)
    REQUIRE(l.hub.offer(entry(i, 2'000'000), at(l.now_ms)));
  l.run(10'000); // 2 s at full speed
  CHECK(l.hub.size() == 0);
}

TEST_CASE("R2 what is lost on a narrow link is not sent again before that can be known",
          "[channel]") {
  narrow_link l(32'000, 20);
  l.run(1'000);
  for (std::uint64_t i = 1; i <= 200; ++i)
    REQUIRE(l.hub.offer(entry(i, 2'000), at(l.now_ms)));
  l.run(30'000);
  CHECK(l.hub.size() == 0);
  CHECK(l.hub.sent().resent == 0);
}
