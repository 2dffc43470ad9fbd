#include "actors/chains/effect_gate.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;

TEST_CASE("V3 effects are let out one at a time, in order, and once", "[chains]") {
  effect_gate gate;
  CHECK_FALSE(gate.next());
  gate.release(3, 2);
  gate.release(1, 1);
  CHECK(gate.next() == effect_gate::key{3, 0});
  CHECK_FALSE(gate.next());
  CHECK_FALSE(gate.outcome({3, 1, {}})); // not under way
  CHECK(gate.outcome({3, 0, {}}));
  CHECK_FALSE(gate.outcome({3, 0, {}}));
  CHECK(gate.next() == effect_gate::key{3, 1});
  CHECK(gate.outcome({3, 1, {errc::io_error, "full"}}));
  CHECK_FALSE(gate.next()); // those behind it wait
  gate.retry();
  CHECK(gate.next() == effect_gate::key{3, 1});
  CHECK(gate.outcome({3, 1, {}}));
  CHECK(gate.next() == effect_gate::key{1, 0});
  CHECK_FALSE(gate.empty());
  CHECK(gate.outcome({1, 0, {}}));
  CHECK(gate.empty());
}

TEST_CASE("V8 effects of an earlier life are never let out again", "[chains]") {
  effect_gate gate;
  gate.done_before({0, 0});
  gate.release(0, 2);
  CHECK(gate.next() == effect_gate::key{0, 1});
}

TEST_CASE("V8 what may have happened is let out again by somebody who has looked", "[chains]") {
  effect_gate gate;
  const error doubt{errc::unknown, "begun"};
  gate.begun_before({0, 1}, doubt);
  gate.release(0, 3);
  CHECK(gate.next() == effect_gate::key{0, 0});
  CHECK(gate.outcome({0, 0, {}}));
  CHECK_FALSE(gate.next());
  REQUIRE(gate.failed());
  CHECK(gate.failed()->effect == 1);
  CHECK(gate.failed()->failure == doubt);
  CHECK_FALSE(gate.next()); // those behind it wait, too
  CHECK_FALSE(gate.empty());
  CHECK_FALSE(gate.busy());
  gate.retry();
  CHECK(gate.next() == effect_gate::key{0, 1});
  CHECK(gate.outcome({0, 1, doubt}));
  gate.retry();
  CHECK(gate.next() == effect_gate::key{0, 1}); // not in doubt any more
  CHECK(gate.outcome({0, 1, {}}));
  CHECK(gate.next() == effect_gate::key{0, 2});
}
