// O1: who is slow gets a snapshot and no queue; frames are made once for all.
#include <array>
#include <random>

#include "runtime/live/cell_journal.hpp"
#include "tests/live/live_support.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

live::cells many(std::uint8_t score) {
  live::cells all;
  for (std::uint8_t agent = 0; agent < 100; ++agent)
    all.push_back(active_cell({0, 0, agent}, agent == 7 ? score : 0));
  return all;
}

} // namespace

TEST_CASE("O1 a new reader gets one snapshot, and then each step", "[live]") {
  live::cell_journal journal;
  CHECK(journal.since(0).empty());
  CHECK(journal.take(many(0)));
  live_reader reader;
  const auto first = journal.since(reader.version);
  REQUIRE(first.size() == 1);
  REQUIRE(reader.take(*first[0]));
  CHECK(journal.since(reader.version).empty());
  CHECK_FALSE(journal.take(many(0))); // nothing has changed
  CHECK(journal.take(many(1)));
  CHECK(journal.take(many(2)));
  const auto steps = journal.since(reader.version);
  REQUIRE(steps.size() == 2);
  for (const auto& one : steps) {
    CHECK(one->size() == 16 + 8);
    REQUIRE(reader.take(*one));
  }
  CHECK(reader.all() == many(2));
}

TEST_CASE("O1 all readers share the same bytes", "[live]") {
  live::cell_journal journal;
  journal.take(many(0));
  CHECK(journal.since(0)[0] == journal.since(0)[0]);
  journal.take(many(1));
  CHECK(journal.since(1)[0] == journal.since(1)[0]);
}

TEST_CASE("O1 a reader that is far behind gets a snapshot instead of a queue", "[live]") {
  live::cell_journal journal;
  journal.take(many(0));
  live_reader slow;
  REQUIRE(slow.take(*journal.since(0)[0]));
  const auto whole = journal.since(0)[0]->size();
  for (std::uint8_t i = 1; i < 250; ++i) {
    journal.take(many(i));
    std::size_t waiting = 0;
    for (const auto& frame : journal.since(slow.version))
      waiting += frame->size();
    CHECK(waiting <= whole);
  }
  const auto frames = journal.since(slow.version);
  REQUIRE(frames.size() == 1);
  REQUIRE(slow.take(*frames[0]));
  CHECK(slow.all() == many(249));
}

TEST_CASE("O1 a version of another start is answered with a snapshot", "[live]") {
  live::cell_journal journal;
  journal.take(many(0));
  journal.take(many(1));
  live_reader reader;
  const auto frames = journal.since(4'000'000'000);
  REQUIRE(frames.size() == 1);
  CHECK(reader.take(*frames[0]));
}

TEST_CASE("O1 readers that look at any times end with the same cells and counts", "[live]") {
  const auto seed = testing::first_seed();
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  live::cell_journal journal;
  live::cells now;
  std::array<live_reader, 5> readers;
  for (int step = 0; step < 300; ++step) {
    now.clear();
    for (std::uint8_t agent = 0; agent < 60; ++agent)
      if (random() % 8 != 0)
        now.push_back(active_cell({1, 2, agent}, static_cast<std::uint8_t>(random() % 3)));
    journal.take(now);
    for (auto& one : readers)
      if (random() % 4 == 0) {
        for (const auto& frame : journal.since(one.version))
          REQUIRE(one.take(*frame));
        CHECK(one.version == journal.version());
        CHECK(one.all() == now);
        CHECK(live::count(one.all()) == journal.counts());
      }
  }
}
