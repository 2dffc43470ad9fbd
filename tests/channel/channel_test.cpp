#include "runtime/channel/channel.hpp"

#include <utility>

#include "tests/channel/entries.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

links_config quick() {
  links_config c;
  c.flush_ms = 0;
  c.ack_ms = 10;
  c.ack_entries = 3;
  c.keepalive_ms = 100;
  c.resend_ms = 1'000;
  return c;
}

/// Two ends and a link that takes no time.
struct pair_of {
  pair_of() {
    hub.link_up(at(0));
    node.link_up(at(0));
  }
  /// Carries batches to and fro until nobody has one; returns what the hub was given.
  list run(double ms) {
    list got;
    for (bool any = true; any;) {
      any = false;
      while (auto b = node.next(at(ms))) {
        any = true;
        ++batches;
        auto r = hub.receive(std::move(*b), at(ms));
        for (auto n : numbers(r.entries))
          got.push_back(n);
        for (auto& e : r.never_acknowledged)
          returned.push_back(e.number);
      }
      while (auto b = hub.next(at(ms))) {
        any = true;
        ++batches;
        auto r = node.receive(std::move(*b), at(ms));
        for (auto& e : r.never_acknowledged)
          returned.push_back(e.number);
      }
    }
    return got;
  }
  void node_restarts(session_id session, double ms) {
    node = channel(quick(), session);
    node.link_up(at(ms));
  }
  channel hub{quick(), 1};
  channel node{quick(), 2};
  list returned;
  int batches = 0;
};

} // namespace

TEST_CASE("M4 two ends get to know each other before an entry is sent", "[channel]") {
  pair_of link;
  REQUIRE(link.node.offer(entry(5), at(0)));
  auto first = link.node.next(at(0));
  REQUIRE(first);
  CHECK(first->from == 2);
  CHECK(first->to == 0);
  CHECK(first->entries.empty());
  CHECK(link.hub.receive(std::move(*first), at(0)).new_session);
  CHECK(link.run(0) == list{5});
  CHECK(link.hub.peer() == 2);
  CHECK(link.node.peer() == 1);
  CHECK(link.batches < 8);
}

TEST_CASE("M4 an idle link carries a sign of life now and then and nothing else", "[channel]") {
  pair_of link;
  link.run(0);
  link.run(10);
  link.batches = 0;
  for (int ms = 11; ms <= 1'011; ++ms)
    link.run(ms);
  CHECK(link.batches >= 20);
  CHECK(link.batches <= 22);
  CHECK(link.hub.sent().resent == 0);
}

TEST_CASE("M4 an acknowledgement goes with entries, or after a while, or when many wait",
          "[channel]") {
  pair_of link;
  link.run(0);
  link.run(10);
  link.run(20);
  link.batches = 0;
  REQUIRE(link.node.offer(entry(1), at(50)));
  link.run(50);
  CHECK(link.node.size() == 1);
  CHECK(link.hub.next_wake(at(50)) == at(60));
  link.run(60);
  CHECK(link.node.size() == 0);
  CHECK(link.batches == 2);
  REQUIRE(link.node.offer(entry(2), at(61)));
  REQUIRE(link.hub.offer(entry(3), at(61)));
  link.run(61);
  link.run(61);
  CHECK(link.node.size() == 0); // the hub's own entry took it along
  for (std::uint64_t i = 0; i < 3; ++i)
    REQUIRE(link.node.offer(entry(i), at(80)));
  link.run(80);
  CHECK(link.node.size() == 0);
}

TEST_CASE("T2 what was on its way when a link ended goes over the next, once", "[channel]") {
  pair_of link;
  link.run(0);
  REQUIRE(link.node.offer(entry(1), at(1)));
  REQUIRE(link.node.offer(entry(2), at(1)));
  auto lost = link.node.next(at(1));
  REQUIRE(lost);
  link.node.link_down(), link.hub.link_down();
  REQUIRE(link.node.offer(entry(3), at(2)));
  CHECK(link.run(500).empty());
  CHECK_FALSE(link.node.next_wake(at(500)));
  link.node.link_up(at(600)), link.hub.link_up(at(600));
  CHECK(link.run(600) == list{1, 2, 3});
  CHECK(link.hub.receive(std::move(*lost), at(601)).entries.empty());
  CHECK(link.hub.taken().duplicates == 2);
}

TEST_CASE("M4 a peer that restarted is told apart and what it never had is returned",
          "[channel]") {
  pair_of link;
  link.run(0);
  REQUIRE(link.node.offer(entry(1), at(1)));
  CHECK(link.run(1) == list{1});
  REQUIRE(link.hub.offer(entry(7), at(2)));
  REQUIRE(link.hub.offer(entry(8), at(2)));
  auto lost = link.hub.next(at(2));
  link.node_restarts(3, 3);
  REQUIRE(link.node.offer(entry(2), at(3)));
  CHECK(link.run(3) == list{2});
  CHECK(link.hub.peer() == 3);
  CHECK(link.returned == list{7, 8});
  // For the one before: not for this one.
  CHECK(link.node.receive(std::move(*lost), at(4)).entries.empty());
  CHECK(link.node.taken().stale > 0);
}

TEST_CASE("M4 late batches of a process that is gone do not end its successor's session",
          "[channel]") {
  pair_of link;
  link.run(0);
  REQUIRE(link.node.offer(entry(1), at(1)));
  auto late = link.node.next(at(1));
  REQUIRE(late);
  link.node_restarts(3, 2);
  link.run(2);
  REQUIRE(link.hub.peer() == 3);
  for (int i = 0; i < 3; ++i) {
    auto r = link.hub.receive(link_batch(*late), at(3));
    CHECK(r.entries.empty());
    CHECK_FALSE(r.new_session);
    link.run(3);
  }
  CHECK(link.hub.peer() == 3);
  CHECK(link.hub.taken().stale >= 3);
  REQUIRE(link.node.offer(entry(2), at(4)));
  CHECK(link.run(4) == list{2});
}

TEST_CASE("M4 both ends may restart", "[channel]") {
  pair_of link;
  link.run(0);
  link.node_restarts(3, 1);
  link.hub = channel(quick(), 4);
  link.hub.link_up(at(1));
  REQUIRE(link.node.offer(entry(1), at(1)));
  CHECK(link.run(1) == list{1});
}

TEST_CASE("M4 both ends may know only of processes that are gone", "[channel]") {
  pair_of old;
  pair_of link;
  link.node_restarts(3, 1);
  link.hub = channel(quick(), 4);
  link.hub.link_up(at(1));
  // Late words of the dead reach both first.
  link.hub.receive(link_batch(*old.node.next(at(1))), at(1));
  link.node.receive(link_batch(*old.hub.next(at(1))), at(1));
  REQUIRE(link.hub.peer() == 2);
  REQUIRE(link.node.peer() == 1);
  REQUIRE(link.node.offer(entry(1), at(1)));
  link.run(1);
  CHECK(link.returned.size() <= 1);
  CHECK(link.hub.peer() == 3);
  CHECK(link.node.peer() == 4);
}

TEST_CASE("M4 a batch of nobody, of ourselves, or for somebody else is refused", "[channel]") {
  pair_of link;
  link.run(0);
  auto before = link.hub.taken().stale;
  link_batch b;
  b.first = 1;
  b.entries = {entry(1)};
  for (auto [from, to] : {std::pair<session_id, session_id>{0, 1}, {1, 1}, {2, 9}, {9, 1}}) {
    b.from = from;
    b.to = to;
    CHECK(link.hub.receive(link_batch(b), at(1)).entries.empty());
  }
  CHECK(link.hub.taken().stale == before + 4);
  CHECK(link.hub.peer() == 2);
}

TEST_CASE("S5 an entry says how long ago it was sent, its way included", "[channel]") {
  pair_of link;
  link.run(0);
  auto carry = [](channel& from, channel& to, double sent, double arrives) {
    received got;
    while (auto b = from.next(at(sent)))
      got = to.receive(std::move(*b), at(arrives));
    return got;
  };
  // 30 ms there, 30 ms back
  carry(link.node, link.hub, 200, 230);
  carry(link.hub, link.node, 330, 360);
  for (int i = 5; i < 60; ++i) {
    carry(link.node, link.hub, i * 200, i * 200 + 30);
    carry(link.hub, link.node, i * 200 + 100, i * 200 + 130);
  }
  CHECK(link.hub.one_way() == milliseconds(30));
  REQUIRE(link.node.offer(entry(1), at(20'000)));
  auto got = carry(link.node, link.hub, 20'007, 20'037);
  REQUIRE(got.entries.size() == 1);
  CHECK(got.entries[0].waited == milliseconds(37));
}

TEST_CASE("R2 a channel knows when it sent what the peer is known to have", "[channel]") {
  pair_of link;
  CHECK_FALSE(link.node.reached_at());
  link.run(0);
  auto lost = link.node.next(at(100));
  REQUIRE(lost);
  auto b = link.hub.next(at(150));
  REQUIRE(b);
  link.node.receive(std::move(*b), at(170));
  CHECK(link.node.reached_at() == at(0));
  link.hub.receive(std::move(*lost), at(200));
  b = link.hub.next(at(250));
  REQUIRE(b);
  link.node.receive(std::move(*b), at(270));
  CHECK(link.node.reached_at() == at(100));
}
