#include "actors/parts/second_copy.hpp"

#include "tests/parts/deliveries.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

/// Message 1 came and has ended.
void take_and_end(intake& memory, trinary state, errc failure) {
  auto d = delivery_of(1);
  memory.offer(d, {});
  memory.next();
  memory.ended({1}, state, failure);
}

} // namespace

TEST_CASE("M4 a second copy gets the whole answer for as long as it is kept") {
  intake memory(8, 8);
  take_and_end(memory, trinary::ready, errc::none);
  auto d = delivery_of(1);
  d.attempt = 1;
  ack given;
  given.what = {1};
  given.value = "done";
  given.detail = "well";
  given.ready_at = time_point(3s);
  memory.keep(answer_to_keep(d, given, time_point(20s)), time_point(3s));
  auto again = answer_again(memory, {1}, time_point(9s));
  CHECK(again.second_copy);
  CHECK(again.state == trinary::ready);
  CHECK(again.value == "done");
  CHECK(again.detail == "well");
  CHECK(again.attempt == 1);
  CHECK(again.ready_at == time_point(3s));
}

TEST_CASE("M4 nobody is READY without what came of the work") {
  intake memory(8, 8);
  take_and_end(memory, trinary::ready, errc::none);
  auto again = answer_again(memory, {1}, time_point(9s));
  CHECK(again.state == trinary::transit);
  CHECK(again.failure == errc::result_lost);
  CHECK(again.ready_at == time_point(9s));
}

TEST_CASE("M4 a second copy of what failed fails alike") {
  intake memory(8, 8);
  take_and_end(memory, trinary::transit, errc::expired);
  auto again = answer_again(memory, {1}, time_point(9s));
  CHECK(again.state == trinary::transit);
  CHECK(again.failure == errc::expired);
  CHECK(again.detail == "as answered before");
}
