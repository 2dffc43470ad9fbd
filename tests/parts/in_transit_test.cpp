#include "actors/parts/in_transit.hpp"

#include "tests/parts/deliveries.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

TEST_CASE("a message comes out of the link once, by its number") {
  in_transit link;
  CHECK(link.empty());
  link.put(delivery_of(1), time_point(5s), 10);
  link.put(delivery_of(2), time_point(4s), 11);
  auto first = link.take(10);
  REQUIRE(first);
  CHECK(first->what.what->id == message_id{1});
  CHECK(first->due == time_point(5s));
  CHECK_FALSE(link.take(10));
  CHECK_FALSE(link.empty());
  CHECK(link.take(11));
  CHECK(link.empty());
}

TEST_CASE("M3 a message that is withdrawn from the link says how often it was delivered") {
  in_transit link;
  auto again = delivery_of(1);
  again.attempt = 3;
  link.put(again, time_point(5s), 1);
  CHECK_FALSE(link.withdraw({2}));
  CHECK(link.withdraw({1}) == std::uint8_t{3});
  CHECK_FALSE(link.withdraw({1}));
  CHECK_FALSE(link.take(1));
}

TEST_CASE("O6 all that is in the link is taken in the order in which it would have come") {
  in_transit link;
  link.put(delivery_of(1), time_point(5s), 1);
  link.put(delivery_of(2), time_point(4s), 2);
  link.put(delivery_of(3), time_point(5s), 3);
  std::vector<std::uint64_t> ids;
  for (const auto& c : link.take_all())
    ids.push_back(c.what.what->id.value);
  CHECK(ids == std::vector<std::uint64_t>{2, 1, 3});
  CHECK(link.empty());
}
