#include "messages/lamport_clock.hpp"

#include <limits>

#include "tests/support/catch.hpp"

using namespace mesh;

TEST_CASE("K3 an effect has a later stamp than its cause, whoever's clock it is",
          "[messages]") {
  lamport_clock one, other;
  CHECK(one.now() == 0);
  CHECK(one.tick() == 1);
  CHECK(one.tick() == 2);
  CHECK(other.seen(2) == 3);
  CHECK(other.seen(1) == 4); // never backwards
  CHECK(one.seen(other.tick()) == 6);
}

TEST_CASE("K3 a stamp that is as large as can be does not turn a clock back", "[messages]") {
  lamport_clock clock;
  constexpr auto last = std::numeric_limits<std::uint64_t>::max();
  CHECK(clock.seen(last) == last);
  CHECK(clock.tick() == last);
}
