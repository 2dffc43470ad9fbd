#include "messages/deadline.hpp"

#include "messages/post_order.hpp"
#include "messages/scatter_order.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

namespace {

constexpr process_id home = 17;
constexpr process_id elsewhere = 18;
const time_point start{1'000s};

} // namespace

TEST_CASE("S5 in its own process a deadline is the exact moment", "[deadline]") {
  const deadline d(home, start + 5s, start);
  CHECK(d.local(home, start) == start + 5s);
  CHECK(d.local(home, start + 3s) == start + 5s); // however late it is looked at
  CHECK(d.local(home, start, 10ms) == start + 5s);
}

TEST_CASE("S5 elsewhere a deadline is the time left, less what the link costs", "[deadline]") {
  auto sent = deadline(home, start + 5s, start);
  auto received = deadline::arrived(sent.home(), sent.left());
  const time_point other_clock{77'777s};
  CHECK(received.local(elsewhere, other_clock) == other_clock + 5s);
  CHECK(received.local(elsewhere, other_clock, 20ms) == other_clock + 4'980ms);
}

TEST_CASE("S5 a deadline that passed stays passed on the way", "[deadline]") {
  auto sent = deadline(home, start - 1s, start);
  CHECK(sent.left() == -1s);
  CHECK(deadline::arrived(home, sent.left()).local(elsewhere, start) == start - 1s);
}

TEST_CASE("S5 a deadline that comes back to its home is still time left", "[deadline]") {
  auto back = deadline::arrived(home, 5s);
  CHECK(back.local(home, start) == start + 5s);
}

TEST_CASE("S5 a deadline nobody set is now", "[deadline]") {
  CHECK(deadline{}.local(home, start) == start);
  CHECK(deadline{}.local(0, start) == start);
}

TEST_CASE("S5 what an order waited on its way is off the time left", "[deadline]") {
  scatter_order order;
  order.arrive = deadline::arrived(home, 2s);
  order.expire = deadline::arrived(home, 5s);
  order.window = 500ms;
  take_off(order, 300ms);
  CHECK(order.arrive == deadline::arrived(home, 1'700ms));
  CHECK(order.expire == deadline::arrived(home, 4'700ms));
  CHECK(order.window == 500ms);
  post_order post{{1, 2, 3}, {4, 5, 6}, deadline(home, start + 1s, start)};
  take_off(post, 1'500ms);
  CHECK(post.expire.left() == -500ms);
  CHECK(post.expire.local(home, start) == start - 500ms); // also where it was set
}

TEST_CASE("S5 nobody gets time back, and what has passed stays passed", "[deadline]") {
  CHECK(deadline::arrived(home, 1s).arrived_after(-5s).left() == 1s);
  CHECK(deadline::arrived(home, -1s).arrived_after(-5s).left() == -1s);
  CHECK(deadline::arrived(home, -1s).arrived_after(2s).left() == -3s);
}

TEST_CASE("S5 no span wraps a deadline around", "[deadline]") {
  constexpr auto largest = duration::max();
  constexpr auto smallest = duration::min();
  for (auto left : {largest, smallest, longest_span, -longest_span, duration{}})
    for (auto way : {largest, smallest, longest_span, duration{}}) {
      auto after = deadline::arrived(home, left).arrived_after(way).left();
      CHECK(after >= -longest_span);
      CHECK(after <= std::clamp(left, -longest_span, longest_span));
    }
}
