#include "runtime/channel/send_window.hpp"

#include "tests/channel/entries.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

links_config small() {
  links_config c;
  c.entries = 6;
  c.bytes = 2'000;
  c.entry_bytes = 1'000;
  c.batch_entries = 3;
  c.batch_bytes = 800;
  c.flush_ms = 1;
  c.resend_ms = 100;
  return c;
}

struct sending {
  explicit sending(const links_config& c = small(), std::uint32_t credit = 1'000) : w(c) {
    w.link_up(at(0));
    w.on_peer(0, credit, at(0));
  }
  void offer(link_entry e, double ms = 0) { REQUIRE(w.offer(std::move(e), at(ms))); }
  list next(double ms) {
    auto b = w.next(at(ms));
    return b ? numbers(b->entries) : list{};
  }
  void check_counts() const {
    const auto& c = w.counts();
    CHECK(c.accepted == c.acknowledged + c.replaced + c.displaced + c.returned + w.size());
  }
  send_window w;
};

} // namespace

TEST_CASE("M5 entries wait a moment for company, a whole batch does not", "[channel]") {
  sending s;
  s.offer(entry(1), 0);
  s.offer(entry(2), 0.5);
  CHECK(s.next(0.9).empty());
  CHECK(s.w.next_wake(at(0.9)) == at(1));
  CHECK(s.next(1) == list{1, 2});
  for (std::uint64_t i = 3; i <= 5; ++i)
    s.offer(entry(i), 1);
  CHECK(s.w.next_wake(at(1)) == at(1));
  CHECK(s.next(1) == list{3, 4, 5});
  CHECK(s.next(1).empty());
}

TEST_CASE("M4 a batch holds so many entries and bytes and a larger entry goes alone",
          "[channel]") {
  sending s;
  s.offer(entry(1, 300));
  s.offer(entry(2, 300));
  s.offer(entry(3, 100));
  s.offer(entry(4, 900));
  CHECK(s.next(1) == list{1, 2});
  CHECK(s.next(1) == list{3});
  CHECK(s.next(1) == list{4});
}

TEST_CASE("S5 an entry says how long it has waited, a second time too", "[channel]") {
  sending s;
  auto e = entry(1);
  e.waited = milliseconds(7); // on another link before
  s.offer(e, 0);
  CHECK(s.w.next(at(5))->entries[0].waited == milliseconds(12));
  CHECK(s.w.next(at(105))->entries[0].waited == milliseconds(112));
}

TEST_CASE("M4 what was lost is sent again however much of what came after it arrives",
          "[channel]") {
  sending s;
  s.offer(entry(1), 0);
  REQUIRE(s.next(1) == list{1}); // lost
  double ms = 20;
  for (std::uint64_t i = 2; i <= 6; ++i, ms += 20) {
    s.offer(entry(i), ms);
    REQUIRE(s.next(ms + 1) == list{i});
    s.w.on_reached(at(ms + 1), milliseconds(2), at(ms + 3));
  }
  CHECK(s.w.next_wake(at(103)) == at(123)); // the first that arrived could be the lost one
  CHECK(s.next(123) == list{1, 2, 3});
  s.w.on_peer(1, 1'000, at(130));
  CHECK(s.w.size() == 5);
}

TEST_CASE("M4 no more is sent than the peer has credit for", "[channel]") {
  sending s(small(), 2);
  for (std::uint64_t i = 1; i <= 4; ++i)
    s.offer(entry(i));
  CHECK(s.next(1) == list{1, 2});
  CHECK(s.next(1).empty());
  CHECK(s.w.next_wake(at(1)) == at(101)); // to send again, nothing else
  s.w.on_peer(1, 2, at(2));
  CHECK(s.next(2) == list{3});
  s.w.on_peer(0, 2, at(2)); // out of order: old news
  CHECK(s.next(2).empty());
  s.check_counts();
}

TEST_CASE("M4 what was not acknowledged is sent again with its numbers", "[channel]") {
  sending s;
  for (std::uint64_t i = 1; i <= 4; ++i)
    s.offer(entry(i));
  CHECK(s.next(1) == list{1, 2, 3});
  CHECK(s.next(1) == list{4});
  s.w.on_peer(1, 1'000, at(50));
  CHECK(s.next(149).empty()); // progress is a reason to wait
  s.offer(entry(5), 150);
  auto again = s.w.next(at(150));
  REQUIRE(again);
  CHECK(again->first == 2);
  CHECK(numbers(again->entries) == list{2, 3, 4});
  auto rest = s.w.next(at(151));
  REQUIRE(rest);
  CHECK(rest->first == 5);
  CHECK(s.w.counts().resent == 3);
  s.w.on_peer(5, 1'000, at(151));
  CHECK(s.w.size() == 0);
  CHECK(s.w.bytes() == 0);
  CHECK_FALSE(s.w.next_wake(at(151)));
  s.check_counts();
}

TEST_CASE("M4 an acknowledgement in the middle of sending again is heeded", "[channel]") {
  sending s;
  for (std::uint64_t i = 1; i <= 6; ++i)
    s.offer(entry(i));
  s.next(1), s.next(1);
  CHECK(s.next(101) == list{1, 2, 3});
  s.w.on_peer(5, 1'000, at(101));
  CHECK(s.next(101) == list{6});
  CHECK(s.next(101).empty());
}

TEST_CASE("M4 an acknowledgement of what was never sent is counted and ignored", "[channel]") {
  sending s(small(), 1);
  s.offer(entry(1)), s.offer(entry(2));
  s.next(1);
  s.w.on_peer(2, 1'000, at(1));
  CHECK(s.w.counts().ack_errors == 1);
  CHECK(s.w.size() == 2);
  CHECK(s.next(1).empty()); // its credit does not count either
}

TEST_CASE("T2 nothing is sent while the link is down and all of it on the next", "[channel]") {
  sending s;
  s.offer(entry(1)), s.offer(entry(2));
  CHECK(s.next(1) == list{1, 2});
  s.w.link_down();
  s.offer(entry(3), 2);
  CHECK(s.next(500).empty());
  CHECK_FALSE(s.w.next_wake(at(500)));
  s.w.link_up(at(600));
  CHECK(s.w.next_wake(at(600)) == at(600));
  CHECK(s.next(600) == list{1, 2, 3});
}

TEST_CASE("T2 a full window refuses by name and a refused entry changes nothing", "[channel]") {
  sending s;
  for (std::uint64_t i = 1; i <= 6; ++i)
    s.offer(entry(i));
  auto refused = s.w.offer(entry(7), at(0));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::queue_full);
  CHECK(s.w.offer(entry(8, 1'990), at(0)).error().code == errc::payload_too_large);
  CHECK(s.w.offer(summary(1, 9), at(0)).error().code == errc::queue_full);
  CHECK(s.w.counts().refused == 3);
  CHECK(s.w.size() == 6);
  s.check_counts();
  CHECK(s.next(1) == list{1, 2, 3});
  CHECK(s.next(1) == list{4, 5, 6});
}

TEST_CASE("T2 bytes are bounded like entries", "[channel]") {
  sending s;
  s.offer(entry(1, 900)), s.offer(entry(2, 900));
  CHECK(s.w.bytes() == 2 * (900 + 64));
  CHECK(s.w.offer(entry(3, 100), at(0)).error().code == errc::queue_full);
  s.offer(entry(4, 0));
  CHECK(s.w.bytes() <= 2'000);
}

TEST_CASE("T2 a waiting summary is replaced in its place and not behind the others",
          "[channel]") {
  sending s;
  s.offer(summary(1, 1), 0);
  s.offer(entry(2), 0);
  s.offer(summary(1, 4), 0.5);
  CHECK(s.w.next_wake(at(0.5)) == at(1)); // it does not wait longer for that
  auto b = s.w.next(at(1));
  REQUIRE(b);
  CHECK(numbers(b->entries) == list{4, 2});
  CHECK(b->entries[0].waited == from_ms(0.5));
  CHECK(s.w.counts().replaced == 1);
  s.offer(summary(1, 5), 1); // the other one is on its way
  CHECK(s.next(2) == list{5});
  s.check_counts();
}

TEST_CASE("T2 the oldest summaries make room for all others and only they do", "[channel]") {
  sending s;
  s.offer(summary(1, 1)), s.offer(entry(2)), s.offer(summary(2, 3));
  s.offer(entry(4)), s.offer(entry(5)), s.offer(entry(6));
  s.offer(entry(7));
  s.offer(summary(3, 8));
  s.offer(entry(9));
  CHECK(s.w.counts().displaced == 3);
  CHECK_FALSE(s.w.offer(entry(10), at(0)));
  s.check_counts();
  CHECK(s.next(1) == list{2, 4, 5});
  CHECK(s.next(1) == list{6, 7, 9});
}

TEST_CASE("T2 summaries are only given up when that is enough", "[channel]") {
  sending s;
  s.offer(entry(1, 900)), s.offer(summary(1, 2, 10));
  s.offer(entry(3, 936));
  s.check_counts();
  CHECK(s.w.counts().displaced == 1);
  s.w.new_peer_session(at(0));
  s.offer(entry(4, 900)), s.offer(entry(5, 700)), s.offer(summary(1, 6, 10));
  CHECK_FALSE(s.w.offer(entry(7, 500), at(0)));
  CHECK(s.w.unsent() == 3); // the summary is still there
  CHECK(s.w.counts().displaced == 1);
}

TEST_CASE("T2 a summary that grows makes room, never at its own cost", "[channel]") {
  sending s;
  s.offer(summary(1, 1, 100)), s.offer(summary(2, 2, 100)), s.offer(entry(3, 900));
  s.offer(summary(1, 4, 900));
  CHECK(s.w.counts().replaced == 1);
  CHECK(s.w.counts().displaced == 1);
  CHECK(s.w.offer(summary(1, 5, 936), at(0)).has_value());
  CHECK(s.w.offer(summary(1, 6, 1'990), at(0)).error().code == errc::payload_too_large);
  CHECK(s.w.bytes() == 2'000 - 36);
  s.check_counts();
  CHECK(s.next(1) == list{5});
}

TEST_CASE("T2 a new session of the peer returns all it never acknowledged in order",
          "[channel]") {
  sending s;
  for (std::uint64_t i = 1; i <= 5; ++i)
    s.offer(entry(i), 0);
  s.next(1);
  s.w.on_peer(1, 1'000, at(2));
  auto returned = s.w.new_peer_session(at(10));
  CHECK(numbers(returned) == list{2, 3, 4, 5});
  CHECK(returned[0].waited == milliseconds(10));
  CHECK(s.w.size() == 0);
  s.check_counts();
  for (auto& e : returned)
    s.offer(e, 20);
  CHECK(s.next(30).empty()); // no credit of the new one yet
  s.w.on_peer(0, 10, at(30));
  auto b = s.w.next(at(30));
  REQUIRE(b);
  CHECK(b->first == 1);
  CHECK(b->entries[0].waited == milliseconds(20)); // the time between is the owner's
}

TEST_CASE("R2 a window that is full while it sends again wakes later, not at once",
          "[channel]") {
  auto cfg = small();
  cfg.entries = 100;
  cfg.bytes = 200'000;
  cfg.entry_bytes = cfg.batch_bytes = 10'000;
  sending s(cfg);
  for (std::uint64_t i = 1; i <= 6; ++i)
    s.offer(entry(i, 8'000));
  std::size_t batches = 0;
  for (int ms = 1; ms <= 2'000; ++ms) { // nothing is ever acknowledged
    while (s.w.next(at(ms)))
      ++batches;
    const auto wake = s.w.next_wake(at(ms));
    REQUIRE(wake);
    REQUIRE(*wake > at(ms));
  }
  CHECK(batches > 2); // it goes on trying
}
