#include "actors/parts/cluster_members.hpp"

#include "tests/parts/cluster_of.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

TEST_CASE("T1 slots below a taken one are free") {
  const config cfg;
  cluster_members members(tested_cluster);
  CHECK_FALSE(members.has(0));
  agent_identity who;
  who.id = {1, 2, 2};
  members.put(known_agent(who, membership::member, cfg));
  CHECK(members.size() == 3);
  CHECK(members[0].row.standing == membership::absent);
  CHECK(members[1].row.id == agent_id{1, 2, 1});
  CHECK(members[2].row.standing == membership::member);
  members.free(2);
  CHECK(members[2].row.standing == membership::absent);
  CHECK(members[2].row.id == who.id);
  CHECK(members.page(time_point(1s), false, cfg)->rows.empty());
}

TEST_CASE("Z7 the summary counts members, active or slower than usual") {
  const config cfg;
  auto members = cluster_of(5, cfg);
  members[0].row.state = agent_state::degraded;
  members[1].row.state = agent_state::offline;
  members[2].row.standing = membership::leaving;
  members[3].row.score = 1;
  members[4].row.score = 900;
  auto s = members.summary();
  CHECK(s.cluster == tested_cluster);
  CHECK(s.agents == 4);
  CHECK(s.active == 3);
  CHECK(s.fastest == agent_id{1, 2, 3});
  CHECK(s.slowest == agent_id{1, 2, 4});
}

TEST_CASE("Z2 the page has everyone who is not absent, with their reliability") {
  const config cfg;
  auto members = cluster_of(3, cfg);
  members.free(1);
  members[2].ended(false, time_point(1s));
  auto page = members.page(time_point(2s), true, cfg);
  CHECK(page->published_at == time_point(2s));
  CHECK(page->turned_away);
  REQUIRE(page->rows.size() == 2);
  CHECK(page->rows[0].reliability == 1);
  CHECK(page->rows[1].id == agent_id{1, 2, 2});
  CHECK(page->rows[1].reliability == 0);
  CHECK(page->summary.agents == 2);
}
