#include "runtime/node/bodies/node_counters.hpp"

#include "messages/channel.pb.h"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

/// Every counter another number, each counted by what is said of it last.
node_counters numbered(std::uint64_t first) {
  v1::NodeCounters pb;
  for (std::size_t i = 0; i < sizeof(node_counters) / sizeof(std::uint64_t); ++i)
    pb.add_count(first + i);
  node_counters c;
  REQUIRE(decode(pb.SerializeAsString(), c));
  return c;
}

} // namespace

TEST_CASE("M4 a counter of a node is the one of its mesh with that name", "[channel]") {
  mesh_counters counted;
  auto check = [&](std::atomic<std::uint64_t>& counter,
                   std::uint64_t node_counters::*under_its_name) {
    CHECK(snapshot(counted).*under_its_name == 0);
    counter = 7;
    CHECK(snapshot(counted).*under_its_name == 7);
  };
  check(counted.posts_sent, &node_counters::posts_sent);
  check(counted.posts_answered, &node_counters::posts_answered);
  check(counted.posts_undeliverable, &node_counters::posts_undeliverable);
  check(counted.posts_denied, &node_counters::posts_denied);
  check(counted.late_answers, &node_counters::late_answers);
  check(counted.withdrawn, &node_counters::withdrawn);
  check(counted.kept_answer_bytes, &node_counters::kept_answer_bytes);
  check(counted.answers_not_kept, &node_counters::answers_not_kept);
  check(counted.heartbeats, &node_counters::heartbeats);
  check(counted.agents_replaced, &node_counters::agents_replaced);
  check(counted.leads_replaced, &node_counters::leads_replaced);
  check(counted.coordinators_replaced, &node_counters::coordinators_replaced);
  check(counted.orchestrators_started, &node_counters::orchestrators_started);
  check(counted.orchestrators_replaced, &node_counters::orchestrators_replaced);
  check(counted.given_up, &node_counters::given_up);
  check(counted.escalations, &node_counters::escalations);
  check(counted.redeliveries, &node_counters::redeliveries);
  check(counted.contexts_restored, &node_counters::contexts_restored);
  check(counted.breakers_opened, &node_counters::breakers_opened);
  check(counted.turned_away, &node_counters::turned_away);
  check(counted.void_answers, &node_counters::void_answers);
  check(counted.agents_joined, &node_counters::agents_joined);
  check(counted.agents_left, &node_counters::agents_left);
  check(counted.conflicts_to_sectors, &node_counters::conflicts_to_sectors);
  check(counted.conflicts_to_orchestrator, &node_counters::conflicts_to_orchestrator);
  check(counted.thawed_answers, &node_counters::thawed_answers);
}

TEST_CASE("M4 every counter has its own place on the wire and in the mesh", "[channel]") {
  auto sent = numbered(100);
  CHECK(sent.posts_sent == 100);
  CHECK(sent.thawed_answers == 121);
  mesh_counters counted;
  add(counted, sent);
  CHECK(snapshot(counted) == sent);
  node_counters arrived;
  REQUIRE(decode(encode(sent), arrived));
  CHECK(arrived == sent);
  add(counted, sent);
  auto twice = sent;
  twice += sent;
  CHECK(snapshot(counted) == twice);
}

TEST_CASE("M4 what a node has counted since is what it has more", "[channel]") {
  auto older = numbered(100);
  auto newer = numbered(150);
  auto more = increase(newer, older);
  CHECK(more.posts_sent == 50);
  CHECK(more.thawed_answers == 50);
  CHECK(increase(older, older) == node_counters{});
}

TEST_CASE("M4 a count that has become smaller began anew", "[channel]") {
  auto older = numbered(100);
  auto newer = older;
  newer.posts_sent = 4;
  auto more = increase(newer, older);
  CHECK(more.posts_sent == 4);
  CHECK(more.posts_answered == 0);
}

TEST_CASE("M4 counters that the other version has not are 0 or passed over", "[channel]") {
  v1::NodeCounters pb;
  pb.add_count(5);
  node_counters c;
  REQUIRE(decode(pb.SerializeAsString(), c));
  CHECK(c.posts_sent == 5);
  CHECK(c.posts_answered == 0);
  for (int i = 0; i < 50; ++i)
    pb.add_count(6);
  REQUIRE(decode(pb.SerializeAsString(), c));
  CHECK(c.thawed_answers == 6);
}
