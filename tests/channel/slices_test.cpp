// An entry that is too large for one batch goes in slices, and is one entry for all
// that.
#include "runtime/channel/receive_window.hpp"
#include "runtime/channel/send_window.hpp"
#include "tests/channel/entries.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

links_config narrow() {
  links_config c;
  c.bytes = 5'000;
  c.entry_bytes = 1'064; // and 1,000 of a body
  c.batch_bytes = 1'064;
  c.resend_ms = 100;
  return c;
}

link_entry large(std::uint64_t number, std::size_t bytes) {
  auto e = entry(number);
  for (std::size_t i = 0; i < bytes; ++i)
    e.body += static_cast<char>(i % 251);
  return e;
}

struct sides {
  sides() {
    out.link_up(at(0));
    out.on_peer(0, 1'000, at(0));
  }
  /// All that is sent at this moment.
  std::vector<link_batch> next(double ms) {
    std::vector<link_batch> all;
    while (auto b = out.next(at(ms)))
      all.push_back(std::move(*b));
    return all;
  }
  std::vector<link_entry> take(std::vector<link_batch> batches) {
    std::vector<link_entry> all;
    for (auto& b : batches)
      for (auto& e : in.take(std::move(b)))
        all.push_back(std::move(e));
    return all;
  }
  send_window out{narrow()};
  receive_window in{narrow()};
};

} // namespace

TEST_CASE("M4 an entry that is too large for a batch arrives whole and in its place",
          "[channel]") {
  sides s;
  const auto whole = large(2, 2'500);
  for (const auto& e : {entry(1, 10), whole, entry(3, 10)})
    REQUIRE(s.out.offer(e, at(0)));
  auto sent = s.next(1);
  REQUIRE(sent.size() == 5);
  for (const auto& b : sent)
    CHECK(b.entries.front().body.size() <= 1'000);
  auto got = s.take(sent);
  REQUIRE(numbers(got) == list{1, 2, 3});
  CHECK(got[1].body == whole.body);
  CHECK(got[1].waited == milliseconds(1));
  CHECK(s.in.acknowledged() == 3);
  CHECK(s.out.counts().sent == 3);
  CHECK(s.out.counts().resent == 0);
  s.out.on_peer(3, 1'000, at(2));
  CHECK(s.out.bytes() == 0);
}

TEST_CASE("M4 slices that are lost, come twice or out of order are made good", "[channel]") {
  sides s;
  const auto whole = large(1, 3'500);
  REQUIRE(s.out.offer(whole, at(0)));
  auto sent = s.next(1);
  REQUIRE(sent.size() == 4);
  CHECK(s.take({sent[1], sent[0], sent[0], sent[2]}).empty());
  CHECK(s.in.acknowledged() == 0);
  auto again = s.next(101);
  REQUIRE(again.size() == 4);
  auto got = s.take({again[0], again[1], again[2], again[3], sent[3]});
  REQUIRE(got.size() == 1);
  CHECK(got[0].body == whole.body);
  CHECK(s.out.counts().resent == 1);
  CHECK(s.in.counts().duplicates == 1);
}

TEST_CASE("T2 an entry of which the peer had some slices is returned whole", "[channel]") {
  sides s;
  const auto whole = large(1, 2'500);
  REQUIRE(s.out.offer(whole, at(0)));
  s.take({s.next(1).front()});
  auto returned = s.out.new_peer_session(at(5));
  REQUIRE(returned.size() == 1);
  CHECK(returned[0].body == whole.body);
  s.in.new_peer_session();
  REQUIRE(s.out.offer(returned[0], at(5)));
  s.out.on_peer(0, 1'000, at(5));
  auto got = s.take(s.next(6));
  REQUIRE(got.size() == 1);
  CHECK(got[0].body == whole.body);
}

TEST_CASE("M4 slices of more than may wait here are not kept", "[channel]") {
  receive_window in(narrow());
  link_batch b;
  b.first = 1;
  b.entries = {entry(1, 1'000)};
  b.slice_of = 5'001;
  CHECK(in.take(std::move(b)).empty());
  CHECK(in.counts().oversized == 1);
  CHECK(in.acknowledged() == 0);
}

TEST_CASE("M4 a slice beyond the credit is dropped as any other entry", "[channel]") {
  auto cfg = narrow();
  cfg.credit_entries = 1;
  receive_window in(cfg);
  in.room(1);
  link_batch b;
  b.first = 1;
  b.entries = {entry(1)};
  REQUIRE(in.take(std::move(b)).size() == 1);
  REQUIRE(in.credit() == 0);
  link_batch beyond;
  beyond.first = 2;
  beyond.entries = {entry(2, 1'000)};
  beyond.slice_of = 1'000; // the first and the last
  CHECK(in.take(std::move(beyond)).empty());
  CHECK(in.counts().over_credit == 1);
}
