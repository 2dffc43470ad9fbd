#include "actors/parts/cluster_gathers.hpp"

#include "tests/parts/gathering.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

TEST_CASE("G1 a gather ends when all have answered, and later answers find none") {
  gathering g;
  g.begin(1);
  CHECK(g.handed.size() == 3);
  CHECK(g.closes.size() == 1);
  CHECK(g.gathers.open_with(1));
  for (std::uint8_t slot : {0, 1, 2})
    CHECK(g.answer(slot, 1));
  REQUIRE(g.summaries.size() == 1);
  CHECK(g.summaries[0].ready == 3);
  CHECK_FALSE(g.gathers.open_with(1));
  CHECK_FALSE(g.answer(0, 1));
  CHECK(g.gathers.running_now() == 0);
}

TEST_CASE("M4 a second order for the same gather changes nothing") {
  gathering g;
  g.begin(1);
  g.begin(1);
  CHECK(g.handed.size() == 3);
  CHECK(g.summaries.empty());
}

TEST_CASE("C1 an order for leads is answered at once") {
  gathering g;
  scatter_order order;
  order.depth = reach::leads;
  g.begin(1, order);
  REQUIRE(g.summaries.size() == 1);
  CHECK(g.summaries[0].clusters == 1);
  CHECK(g.summaries[0].targets == 0);
  CHECK(g.handed.empty());
}

TEST_CASE("who cannot be used is refused by name, and who is not there is no target") {
  gathering g(4);
  g.members[0].row.state = agent_state::offline;
  g.members[1].row.frozen = true;
  g.members.free(2);
  g.begin(1);
  REQUIRE(g.handed.size() == 1);
  CHECK(g.handed[0].first == 3);
  g.answer(3, 1);
  REQUIRE(g.summaries.size() == 1);
  CHECK(g.summaries[0].targets == 3);
  CHECK(g.summaries[0].refused == 2);
  scatter_order named;
  named.targets = {{{1, 2, 2}, 0}};
  g.begin(2, named);
  CHECK(g.summaries.at(1).refused == 1);
}

TEST_CASE("M3 at its time a gather takes back what is open, and ends a little later") {
  gathering g;
  g.begin(1);
  g.answer(0, 1);
  auto close_at = g.closes.at(0);
  g.gathers.close_due(close_at);
  REQUIRE(g.taken.size() == 2);
  CHECK(g.taken[0].second.why == errc::timeout);
  CHECK(g.summaries.empty());
  auto a = gathering::answer_of(1, 1, close_at);
  a.state = trinary::transit;
  a.failure = errc::timeout;
  a.withdrawn = true;
  CHECK(g.gathers.answered(a, close_at));
  g.gathers.close_due(g.closes.back());
  REQUIRE(g.summaries.size() == 1);
  CHECK(g.summaries[0].ready == 1);
  CHECK(g.summaries[0].straggler == 2);
  CHECK(g.summaries[0].unknown() == 1); // agent 2 has said nothing
}

TEST_CASE("a gather that is cancelled is taken back once") {
  gathering g;
  g.begin(1);
  g.gathers.cancel(1, g.at);
  g.gathers.cancel(1, g.at);
  CHECK(g.taken.size() == 3);
  CHECK(g.taken[0].second.why == errc::cancelled);
  g.gathers.cancel(2, g.at); // there is none
}

TEST_CASE("M4 a replacement gets a message once, and its successor does not") {
  gathering g;
  g.begin(1);
  g.gathers.redeliver(2, g.at);
  REQUIRE(g.handed.size() == 4);
  CHECK(g.handed[3].first == 2);
  CHECK(g.handed[3].second.attempt == 1);
  CHECK(g.counters.redeliveries == 1);
  g.gathers.redeliver(2, g.at);
  CHECK(g.handed.size() == 4);
  CHECK_FALSE(g.gathers.open_with(2));
}

TEST_CASE("a cluster runs so many gathers at most") {
  gathering g;
  for (int i = 1; i <= g.cfg.limits.gathers_in_flight; ++i)
    g.begin(static_cast<std::uint64_t>(i));
  CHECK(g.summaries.empty());
  g.begin(9'999);
  REQUIRE(g.summaries.size() == 1);
  CHECK(g.summaries[0].refused == 3);
}

TEST_CASE("K1 a conflict that counts gets a record, and one that came too late none") {
  gathering g;
  g.begin(1);
  auto a = gathering::answer_of(0, 1, g.at);
  a.state = trinary::conflict;
  CHECK(g.gathers.answered(a, g.at));
  CHECK(a.value == "done");           // is needed for the record
  CHECK(g.gathers.answered(a, g.at)); // a second copy
  CHECK(g.conflicts == std::vector<message_id>{{77}});
}
