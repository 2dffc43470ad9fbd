#include <future>
#include <mutex>
#include <thread>

#include "runtime/records/group_commit.hpp"
#include "tests/records/conflict_support.hpp"
#include "tests/records/faulty_disk.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::storage;
using namespace mesh::test;

namespace {

/// What became of the records, in the order in which it was told.
class told {
public:
  group_commit::completion of(std::uint64_t id) {
    return [this, id](const group_commit::outcome& result) {
      std::lock_guard guard(lock_);
      ids_.push_back(id);
      codes_.emplace_back(name_of(result ? errc::none : result.error().code));
      unsynced_ = unsynced_ || (result && faulty_disk::unsynced_writes() > 0);
    };
  }
  std::vector<std::uint64_t> ids() {
    std::lock_guard guard(lock_);
    return ids_;
  }
  std::vector<std::string> codes() {
    std::lock_guard guard(lock_);
    return codes_;
  }
  /// Whether something was acknowledged that was not synced yet.
  bool unsynced() {
    std::lock_guard guard(lock_);
    return unsynced_;
  }

private:
  std::mutex lock_;
  std::vector<std::uint64_t> ids_;
  std::vector<std::string> codes_;
  bool unsynced_ = false;
};

struct written_log : data_folder {
  faulty_disk disk;
  storage::store where = must_open(path());
  conflict_log log = must_open_log(where);
  random_source random{mesh::testing::first_seed()};
  told answers;
};

/// Keeps the writer's thread busy until it is let go.
class held {
public:
  explicit held(group_commit& writer) {
    REQUIRE(writer.run(
        [this] {
          started_.set_value();
          go_.get_future().wait();
          return group_commit::outcome{};
        },
        {}));
    started_.get_future().wait();
  }
  void let_go() { go_.set_value(); }

private:
  std::promise<void> started_;
  std::promise<void> go_;
};

/// Until all that was handed in so far is written and told.
void wait_until_empty(group_commit& writer) {
  auto told = std::make_shared<std::promise<void>>(); // shared: set_value may outlast the wait
  while (!writer.run([] { return group_commit::outcome{}; },
                     [told](const auto&) { told->set_value(); }))
    std::this_thread::yield(); // the queue is full
  told->get_future().wait();
}

std::vector<std::uint64_t> first_ids(std::size_t count) {
  std::vector<std::uint64_t> ids(count);
  for (std::size_t i = 0; i < count; ++i)
    ids[i] = i + 1;
  return ids;
}

} // namespace

TEST_CASE_METHOD(written_log, "K4 all that waits is written in one transaction",
                 "[group_commit]") {
  group_commit writer(log);
  held writing(writer);
  for (const auto& entry : random_conflicts(random, 2'000))
    REQUIRE(writer.append(entry, answers.of(entry.record.id.value)));
  writing.let_go();
  writer.stop();
  CHECK(answers.ids() == first_ids(2'000));
  CHECK(writer.counts().written == 2'000);
  CHECK(writer.counts().transactions == 1);
  CHECK(log.query({})->total == 2'000);
  CHECK(log.verify()->intact());
}

TEST_CASE_METHOD(written_log, "K4 many callers share few transactions and are told in order",
                 "[group_commit]") {
  constexpr std::size_t callers = 4;
  constexpr std::size_t each = 500;
  std::array<told, callers> per_caller;
  group_commit writer(log, {.batch = 256});
  {
    std::vector<std::jthread> threads;
    for (std::size_t c = 0; c < callers; ++c)
      threads.emplace_back([&, c] {
        random_source own(c);
        for (std::size_t i = 0; i < each; ++i)
          (void)writer.append(random_conflict(own, c * each + i + 1), per_caller[c].of(i + 1));
      });
  }
  writer.stop();
  for (auto& one : per_caller)
    CHECK(one.ids() == first_ids(each));
  CHECK(writer.counts().written == callers * each);
  CHECK(writer.counts().transactions * 10 < callers * each);
  CHECK(log.verify()->intact());
}

TEST_CASE_METHOD(written_log, "K4 nothing is acknowledged before it is synced",
                 "[group_commit]") {
  group_commit writer(log, {.batch = 7});
  for (const auto& entry : random_conflicts(random, 300))
    REQUIRE(writer.append(entry, answers.of(entry.record.id.value)));
  writer.stop();
  CHECK(answers.ids().size() == 300);
  CHECK_FALSE(answers.unsynced());
}

TEST_CASE_METHOD(written_log, "K4 a full queue says so, and takes again when there is room",
                 "[group_commit]") {
  auto bounds =
      GENERATE(group_commit::options{.queue = 10}, group_commit::options{.queue_bytes = 1'000});
  group_commit writer(log, bounds);
  held writing(writer);
  std::uint64_t id = 0;
  auto add = [&] {
    auto entry = random_conflict(random, id + 1);
    entry.record.what.expected.assign(100, 'x');
    entry.record.what.received.clear();
    entry.record.what.evidence = {};
    entry.record.held.reset();
    auto taken = writer.append(entry, answers.of(id + 1));
    id += taken ? 1 : 0;
    return taken;
  };
  while (id < 10)
    REQUIRE(add());
  auto refused = add();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::queue_full);
  CHECK_FALSE(refused.error().remedy.empty());
  CHECK(writer.counts().refused == 1);
  writing.let_go();
  wait_until_empty(writer);
  held again(writer);
  CHECK(add());
  CHECK(add());
  again.let_go();
  writer.stop();
  CHECK(answers.ids() == first_ids(12));
}

TEST_CASE_METHOD(written_log, "K4 the bytes of a queue count all that its records hold",
                 "[group_commit]") {
  auto entry = random_conflict(random, 1);
  entry.record.what = {};
  entry.record.held.reset();
  const std::string large(600, 'x');
  auto& evidence = entry.record.what.evidence;
  SECTION("the values") {
    entry.record.what.expected = large;
  }
  SECTION("the payload of the message that is held back") {
    entry.record.held.emplace().payload = large;
  }
  SECTION("the context of an agent") {
    evidence.expected_branch = {"a", large};
  }
  SECTION("the order of messages") {
    evidence.events.resize(20);
  }
  group_commit writer(log, {.queue_bytes = 1'000});
  held writing(writer);
  REQUIRE(writer.append(entry, answers.of(1)));
  entry.record.id = {2};
  const auto refused = writer.append(entry, answers.of(2));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::queue_full);
  writing.let_go();
  wait_until_empty(writer);
  CHECK(writer.append(entry, answers.of(2))); // there is room again
  writer.stop();
  CHECK(answers.ids() == first_ids(2));
}

TEST_CASE_METHOD(written_log, "K4 the bytes of a queue count what jobs hold, and the batch",
                 "[group_commit]") {
  group_commit writer(log, {.queue_bytes = 1'000});
  std::promise<void> started, go;
  REQUIRE(writer.run(
      [&] {
        started.set_value();
        go.get_future().wait();
        return group_commit::outcome{};
      },
      {}, 600));
  started.get_future().wait();
  const auto nothing = [] {
    return group_commit::outcome{};
  };
  CHECK(writer.run(nothing, {}, 400));
  CHECK(writer.run(nothing, {}, 1).error().code == errc::queue_full);
  CHECK(writer.run(nothing, {})); // it holds nothing
  go.set_value();
  wait_until_empty(writer);
  CHECK(writer.run(nothing, {}, 2'000)); // larger than all of it: alone
  writer.stop();
}

TEST_CASE_METHOD(written_log, "K4 a store that is gone is no fault of the records",
                 "[group_commit]") {
  group_commit writer(
      []() -> tl::expected<conflict_log*, error> {
        return tl::unexpected(error{errc::unknown_target, "there is no store"});
      },
      {});
  held writing(writer);
  for (std::uint64_t id = 1; id <= 50; ++id)
    REQUIRE(writer.resolve(resolution_of(id), answers.of(id)));
  writing.let_go();
  writer.stop();
  CHECK(answers.codes() == std::vector<std::string>(50, "unknown_target"));
  CHECK(writer.counts().transactions == 1); // not tried in halves
}

TEST_CASE_METHOD(written_log, "K4 stop writes what waits and takes nothing more",
                 "[group_commit]") {
  group_commit writer(log, {.batch = 3});
  held writing(writer);
  for (const auto& entry : random_conflicts(random, 20))
    REQUIRE(writer.append(entry, answers.of(entry.record.id.value)));
  writing.let_go();
  writer.stop();
  writer.stop();
  CHECK(answers.ids() == first_ids(20));
  CHECK(log.query({})->total == 20);
  auto late = writer.append(random_conflict(random, 21), answers.of(21));
  CHECK(late.error().code == errc::cancelled);
  CHECK(answers.ids().size() == 20);
}

TEST_CASE_METHOD(written_log, "K4 a failing disk is told to all who wait, and is tried again",
                 "[group_commit]") {
  auto fault = GENERATE(faulty_disk::fault::full, faulty_disk::fault::broken_write,
                        faulty_disk::fault::broken_sync);
  group_commit writer(log);
  held first(writer);
  faulty_disk::set(fault);
  const auto entries = random_conflicts(random, 50);
  for (const auto& entry : entries)
    REQUIRE(writer.append(entry, answers.of(entry.record.id.value)));
  first.let_go();
  wait_until_empty(writer);
  CHECK(answers.codes() == std::vector<std::string>(50, "io_error"));
  faulty_disk::set(faulty_disk::fault::none);
  for (const auto& entry : entries)
    REQUIRE(writer.append(entry, answers.of(entry.record.id.value)));
  writer.stop();
  std::vector<std::string> expected(50, "io_error");
  expected.resize(100, "none");
  CHECK(answers.codes() == expected);
  CHECK(writer.counts().failed == 50);
  CHECK(writer.counts().written == 50);
  CHECK(log.query({})->total == 50);
  CHECK(log.verify()->intact());
}

TEST_CASE_METHOD(written_log, "K4 one bad record fails alone", "[group_commit]") {
  group_commit writer(log);
  held writing(writer);
  auto entries = random_conflicts(random, 1'000);
  entries[123].priority = 77;
  for (const auto& entry : entries)
    REQUIRE(writer.append(entry, answers.of(entry.record.id.value)));
  REQUIRE(writer.resolve(resolution_of(5), answers.of(5)));
  REQUIRE(writer.resolve(resolution_of(5'000), answers.of(5'000)));
  writing.let_go();
  writer.stop();
  std::vector<std::string> expected(1'002, "none");
  expected[123] = "invalid_argument";
  expected[1'001] = "unknown_target";
  CHECK(answers.codes() == expected);
  CHECK(writer.counts().transactions < 30);
  CHECK(log.query({})->total == 999);
  CHECK(log.find({5})->resolution == resolution_of(5));
}
