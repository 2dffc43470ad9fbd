#include "runtime/channel/receive_window.hpp"

#include <limits>

#include "tests/channel/entries.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

links_config credit_of(int entries) {
  links_config c;
  c.credit_entries = entries;
  return c;
}

link_batch batch(std::uint64_t first, std::uint64_t last) {
  link_batch b;
  b.first = first;
  for (auto i = first; i <= last; ++i)
    b.entries.push_back(entry(i));
  return b;
}

} // namespace

TEST_CASE("M4 second copies are dropped and of an overlap only the new part counts",
          "[channel]") {
  receive_window w(credit_of(100));
  CHECK(numbers(w.take(batch(1, 3))) == list{1, 2, 3});
  CHECK(w.take(batch(1, 3)).empty());
  CHECK(numbers(w.take(batch(2, 5))) == list{4, 5});
  CHECK(w.take({}).empty());
  CHECK(w.acknowledged() == 5);
  CHECK(w.counts().duplicates == 5);
  CHECK(w.counts().received == 5);
}

TEST_CASE("M4 nothing is handed on past a gap", "[channel]") {
  receive_window w(credit_of(100));
  CHECK(w.take(batch(2, 3)).empty());
  CHECK(w.acknowledged() == 0);
  CHECK(w.counts().early == 2);
  CHECK(numbers(w.take(batch(1, 3))) == list{1, 2, 3});
}

TEST_CASE("M4 numbers that cannot be are taken for a gap", "[channel]") {
  receive_window w(credit_of(100));
  auto b = batch(1, 3);
  b.first = std::numeric_limits<std::uint64_t>::max() - 1;
  CHECK(w.take(std::move(b)).empty());
  b = batch(1, 1);
  b.first = 0;
  CHECK(w.take(std::move(b)).empty());
  CHECK(w.counts().early == 4);
}

TEST_CASE("M4 entries beyond the credit are dropped and counted", "[channel]") {
  receive_window w(credit_of(2));
  CHECK(w.credit() == 2);
  CHECK(numbers(w.take(batch(1, 4))) == list{1, 2});
  CHECK(w.counts().over_credit == 2);
  CHECK(w.acknowledged() == 2);
  CHECK(w.credit() == 2);
}

TEST_CASE("M4 the reader's room bounds the credit and a promise is kept", "[channel]") {
  receive_window w(credit_of(10));
  CHECK(w.credit() == 10);
  w.room(3); // the ten were promised before
  CHECK(w.credit() == 10);
  CHECK(numbers(w.take(batch(1, 10))).size() == 10);
  CHECK(w.credit() == 0);
  w.room(4);
  CHECK(w.credit() == 4);
  w.take(batch(11, 11));
  CHECK(w.credit() == 3);
  w.room(1'000);
  CHECK(w.credit() == 10);
}

TEST_CASE("M4 with a new session numbers begin anew and counts go on", "[channel]") {
  receive_window w(credit_of(10));
  w.room(5);
  w.take(batch(1, 3));
  w.new_peer_session();
  CHECK(w.acknowledged() == 0);
  CHECK(w.credit() == 2); // what is left of the room
  CHECK(numbers(w.take(batch(1, 1))) == list{1});
  CHECK(w.counts().received == 4);
}
