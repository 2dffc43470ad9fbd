#include "actors/parts/gathers_and_posts.hpp"

#include "tests/parts/deliveries.hpp"
#include "tests/parts/gathering.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;

TEST_CASE("what is open with an agent is what gathers and other agents wait for") {
  gathering g;
  open_posts posts;
  gathers_and_posts open(g.gathers, posts);
  CHECK_FALSE(open.open_with(0));
  auto ticket = std::make_shared<post_ticket>(g.counters.posts_sent, g.counters.posts_answered,
                                              g.counters.posts_undeliverable);
  posts.take(0, delivery_of(1), std::move(ticket), 8, g.at);
  CHECK(open.open_with(0));
  g.begin(1);
  CHECK(open.open_with(1));
  open.refuse_unsent(1, errc::frozen, "was frozen", g.at);
  CHECK(open.open_with(1)); // it was sent
  open.refuse_open(0, errc::agent_down, "is gone", g.at);
  open.refuse_open(1, errc::agent_down, "is gone", g.at);
  CHECK_FALSE(open.open_with(0));
  CHECK_FALSE(open.open_with(1));
  CHECK(open.open_with(2));
  CHECK(g.counters.posts_undeliverable == 1);
}
