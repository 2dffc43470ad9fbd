// K1, K4: what a journal does when the disk does not take its conflicts.
#include "runtime/records/journal.hpp"

#include <thread>

#include "tests/records/conflict_support.hpp"
#include "tests/records/faulty_disk.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::storage;
using namespace mesh::test;

namespace {

conflict_record record(std::uint64_t id) {
  conflict_record r;
  r.id = {id};
  r.at_ms = 1'000 + id;
  r.agent = {0, 0, static_cast<std::uint8_t>(id % max_children)};
  r.message = {id};
  r.what.expected = "4";
  r.what.received = "5";
  return r;
}

struct kept_journal : data_folder {
  faulty_disk disk; // under all stores opened from here on
  config cfg;
  registry agents{1};
  time_point now;
  std::unique_ptr<journal> book;

  ~kept_journal() { faulty_disk::set(faulty_disk::fault::none); }
  void open(bool in_memory = false) {
    book.reset();
    auto opened = journal::open(cfg, in_memory ? "" : path().string());
    REQUIRE(opened);
    book = std::move(*opened);
    REQUIRE(book->begin(now, 1'000));
  }
  void report(std::uint64_t first, std::uint64_t last) {
    for (auto id = first; id <= last; ++id)
      book->report(record(id), now);
  }
  void settle() { book->settle(); }
  void tick() {
    now += std::chrono::seconds(1);
    book->tick(now, 1'000, agents, 7);
  }
  [[nodiscard]] journal_counts counts() const { return book->counts(now); }
  [[nodiscard]] std::uint64_t in_log() const {
    auto page = book->query({.limit = 0});
    REQUIRE(page);
    return page->total;
  }
};

} // namespace

TEST_CASE_METHOD(kept_journal, "K1 what a full disk does not take is kept and tried again",
                 "[journal]") {
  open();
  report(1, 3);
  CHECK(in_log() == 3);
  faulty_disk::set(faulty_disk::fault::full);
  report(4, 10);
  settle();
  auto full = counts();
  CHECK(full.total == 10);
  CHECK(full.unwritten == 7);
  CHECK(full.refused == 0);
  CHECK_THAT(full.problem, Catch::Matchers::ContainsSubstring("io_error"));
  tick(); // still full
  settle();
  CHECK(counts().unwritten == 7);
  faulty_disk::set(faulty_disk::fault::none);
  tick();
  CHECK(in_log() == 10);
  CHECK(counts().unwritten == 0);
  CHECK(counts().problem.empty());
  CHECK(counts().unresolved == 10);
}

TEST_CASE_METHOD(kept_journal,
                 "K1 what neither disk nor memory has room for is counted as lost",
                 "[journal]") {
  cfg.conflicts.in_memory = 5;
  open();
  faulty_disk::set(faulty_disk::fault::full);
  report(1, 8);
  settle();
  CHECK(counts().unwritten == 5);
  CHECK(counts().refused == 3);
  CHECK(counts().unresolved == 5);
  faulty_disk::set(faulty_disk::fault::none);
  tick();
  CHECK(in_log() == 5);
  CHECK(counts().refused == 3); // what is lost stays said
}

TEST_CASE_METHOD(kept_journal, "K1 a queue that is full keeps conflicts in memory",
                 "[journal]") {
  cfg.storage.queue = 1;
  open();
  report(1, 200);
  CHECK(counts().unwritten > 0); // the disk is slower than we are, and catches up
  while (counts().unwritten > 0) {
    tick();
    settle();
  }
  CHECK(in_log() == 200);
  CHECK(counts().refused == 0);
}

TEST_CASE_METHOD(kept_journal, "K1 what waits in memory is written when the journal closes",
                 "[journal]") {
  open();
  faulty_disk::set(faulty_disk::fault::full);
  report(1, 5);
  settle();
  CHECK(counts().unwritten == 5);
  faulty_disk::set(faulty_disk::fault::none);
  book->close();
  CHECK(counts().unwritten == 0);
  open();
  CHECK(counts().total == 5);
}

TEST_CASE_METHOD(kept_journal, "K1 the conflict of an agent over a message is kept once",
                 "[journal]") {
  auto in_memory = GENERATE(true, false);
  open(in_memory);
  report(1, 1);
  auto again = record(2);
  again.agent = record(1).agent;
  again.message = record(1).message;
  book->report(again, now);
  CHECK(in_log() == 1);
  CHECK(counts().total == 1);
}

TEST_CASE_METHOD(kept_journal, "K1 values that are too long are cut, and say so", "[journal]") {
  cfg.conflicts.text_bytes = 16;
  open();
  auto long_one = record(1);
  long_one.what.received = std::string(2'000'000, 'x');
  book->report(long_one, now);
  auto found = book->find({1});
  REQUIRE(found);
  CHECK(found->entry.record.what.received == std::string(16, 'x') + " ... (2000000 bytes)");
  CHECK(found->entry.record.what.expected == "4");
}

TEST_CASE_METHOD(kept_journal, "K1 in memory the oldest conflicts are forgotten, and counted",
                 "[journal]") {
  cfg.conflicts.in_memory = 4;
  open(true);
  report(1, 3);
  REQUIRE(book->resolve({{1}, 5, "anna", "by_hand", "seen"}));
  report(4, 6);
  CHECK(counts().total == 6);
  CHECK(counts().forgotten == 2);
  CHECK(counts().unresolved == 4);
  CHECK(in_log() == 4);
  CHECK(book->resolve({{2}, 5, "anna", "by_hand", "late"}).error().code
        == errc::unknown_target);
}

TEST_CASE_METHOD(kept_journal,
                 "K2 what the desk has no room for stays in the log, and is counted",
                 "[journal]") {
  cfg.conflicts.queue = 2;
  open();
  report(1, 5);
  CHECK(counts().off_desk == 3);
  CHECK(counts().unresolved == 5);
  open(); // the most urgent of the log are on the desk again
  CHECK(counts().off_desk == 3);
  CHECK(counts().unresolved == 5);
}

TEST_CASE_METHOD(kept_journal, "K4 a store that is in use, or damaged, is refused by name",
                 "[journal]") {
  open();
  report(1, 5);
  settle();
  auto second = journal::open(cfg, path().string());
  REQUIRE_FALSE(second);
  CHECK(second.error().code == errc::store_locked);
  book.reset();
  auto bytes = content_of(store_file(path()));
  flip(store_file(path()), bytes.find(canonical_bytes(conflict_entry{record(3), 2})) + 40);
  auto damaged = journal::open(cfg, path().string());
  REQUIRE_FALSE(damaged);
  CHECK(damaged.error().code == errc::store_corrupt);
  CHECK_THAT(damaged.error().detail, Catch::Matchers::ContainsSubstring("conflicts record 3"));
  CHECK_THAT(damaged.error().remedy,
             Catch::Matchers::ContainsSubstring("mesh verify " + path().string()));
}

TEST_CASE_METHOD(
    kept_journal,
    "K3 an end that the disk does not take is written later, and nobody asked twice",
    "[journal]") {
  open();
  report(1, 1);
  const resolution_attempt yes{{1, 0, 0}, trinary::ready, errc::none, "done"};
  REQUIRE(book->take_due(now).size() == 1);
  book->tried({1}, yes, now);
  faulty_disk::set(faulty_disk::fault::full);
  for (int i = 0; i < 3; ++i) {
    tick();
    auto due = book->take_due(now);
    REQUIRE(due.size() == 1);
    CHECK(due[0].attempts.size() == 1); // it goes on where it was
    book->settled({1}, {"rerouted", "done by another"}, now, 2'000);
    CHECK(book->take_due(now).empty());
    settle();
    CHECK(counts().unresolved == 1);
    tick();
  }
  faulty_disk::set(faulty_disk::fault::none);
  tick();
  REQUIRE(book->take_due(now).size() == 1);
  book->settled({1}, {"rerouted", "done by another"}, now, 2'000);
  settle();
  CHECK(counts().unresolved == 0);
  CHECK(counts().ended_by_mesh == 1);
  CHECK(book->find({1})->resolution->how == "rerouted");
  CHECK_FALSE(book->how_it_stands({1}));
}

TEST_CASE_METHOD(kept_journal, "K1 a -1 to what was to end a conflict belongs to that one",
                 "[journal]") {
  open(GENERATE(true, false));
  report(1, 1);
  auto no = record(2);
  no.resolves = {1};
  book->report(no, now);
  CHECK(in_log() == 1);
  REQUIRE(book->resolve({{1}, 5, "anna", "by_hand", "seen"}));
  auto late = record(3); // that has ended: it is a conflict of its own
  late.resolves = {1};
  book->report(late, now);
  CHECK(in_log() == 2);
}

TEST_CASE_METHOD(kept_journal,
                 "K1 K4 a data folder that is deleted is noticed, and nothing is lost",
                 "[journal]") {
  open();
  report(1, 3);
  settle();
  const auto aside = path().string() + ".aside";
  std::filesystem::rename(path(), aside);
  SECTION("with the next look, also without a conflict") {
    tick();
    settle();
    CHECK_THAT(counts().problem, Catch::Matchers::ContainsSubstring("store_missing"));
  }
  SECTION("with the next write") {
    report(4, 4);
    settle();
    CHECK_THAT(counts().problem, Catch::Matchers::ContainsSubstring("store_missing"));
  }
  report(5, 9);
  settle();
  CHECK(counts().unwritten >= 5);
  CHECK(book->verify().error().code == errc::store_missing);
  std::filesystem::rename(aside, path());
  for (int i = 0; i < 3; ++i) {
    tick();
    settle();
  }
  CHECK(counts().problem.empty());
  CHECK(counts().unwritten == 0);
  CHECK(in_log() == counts().total);
  book.reset();
  CHECK(verify(path())->intact());
}

TEST_CASE_METHOD(kept_journal,
                 "K1 K4 in a folder that was made anew what waits is written anew",
                 "[journal]") {
  open();
  report(1, 6);
  settle();
  REQUIRE(book->resolve({{2}, 2'000, "ann", "by_hand", "seen to"}));
  std::filesystem::remove_all(path());
  tick();
  report(7, 9);
  settle();
  tick();
  settle();
  CHECK(counts().unwritten == 3);
  CHECK(counts().reopened == 0);
  std::filesystem::create_directory(path());
  for (int i = 0; i < 3; ++i) {
    tick();
    settle();
  }
  CHECK(counts().reopened == 1);
  CHECK(counts().problem.empty());
  CHECK(in_log() == 8); // all but the one that had ended
  CHECK(book->resolve({{1}, 3'000, "ann", "by_hand", "seen to"}));
  CHECK(book->resolve({{8}, 3'000, "ann", "by_hand", "seen to"}));
  book.reset();
  const auto found = verify(path());
  CHECK(found->intact());
  CHECK(head_of(found->heads, chain::conflicts).count == 8);
}

TEST_CASE_METHOD(kept_journal,
                 "K4 a folder that another mesh has taken meanwhile is left to it",
                 "[journal]") {
  open();
  report(1, 3);
  settle();
  std::filesystem::remove_all(path());
  {
    auto other = must_open(path());
    for (int i = 0; i < 3; ++i) {
      tick();
      settle();
    }
    report(4, 4);
    settle();
    CHECK(counts().unwritten == 1);
    CHECK_THAT(counts().problem, Catch::Matchers::ContainsSubstring("store_locked")
                                     || Catch::Matchers::ContainsSubstring("store_missing"));
    tick();
    settle();
    CHECK_THAT(counts().problem, Catch::Matchers::ContainsSubstring("store_locked"));
    SECTION("also by one that ends") {
      book.reset();
      CHECK(other.still_there());
    }
  }
  CHECK(verify(path())->intact());
}
