#include "actors/parts/effect_desk.hpp"

#include <deque>

#include "actors/chains/chain_loader.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

/// A disk that says later what it took.
class late_disk : public chain_keeper {
public:
  void keep(const chain_record& what, written done) override {
    kinds.push_back(what.what.index());
    if (done)
      waiting.push_back(std::move(done));
  }
  void answer(const error& failure = {}) {
    auto next = std::move(waiting.front());
    waiting.pop_front();
    next(failure);
  }
  [[nodiscard]] bool has_kept_intent() const {
    return std::ranges::find(kinds, chain_record{0, effect_intent{}}.what.index())
           != kinds.end();
  }

  std::vector<std::size_t> kinds;
  std::deque<written> waiting;
};

class world_outside : public effect_runner {
public:
  [[nodiscard]] error refusal(const effect_order&) const override { return refuses; }
  void run(effect_order what, ended tell) override {
    begun.push_back(what.key());
    under_way = std::move(tell);
  }
  bool attach(const std::string&, ended tell) override {
    if (!under_way)
      return false;
    under_way = std::move(tell);
    return true;
  }
  void end(const error& failure = {}) { std::exchange(under_way, {})(failure); }

  error refuses;
  std::vector<std::string> begun;
  ended under_way;
};

/// One chain, whose first task has two effects. Notes come back when the test says so.
struct desk_under_test {
  explicit desk_under_test(bool durable = true) : book(1, durable ? &disk : nullptr) {
    auto plan = load_chain(R"({"name": "c", "tasks": [{"name": "a", "effects": [
        {"name": "e", "command": ["x"]}, {"name": "f", "put_file": "f"}]}]})");
    REQUIRE(plan);
    REQUIRE(book.add(std::make_shared<const chain_plan>(*plan), {}));
    disk.kinds.clear();
    begin(desk);
  }
  void begin(effect_desk& which) {
    which.begin(book, world, [this](const effect_note& note) { notes.push_back(note); });
    which.take_up(book.of({0}).at(0));
  }
  /// What the chain hears of the notes that wait.
  std::vector<effect_outcome> hear(effect_desk& which) {
    std::vector<effect_outcome> heard;
    for (; !notes.empty(); notes.pop_front())
      if (auto one = which.heed(notes.front()))
        heard.push_back(*one);
    return heard;
  }
  std::vector<effect_outcome> hear() { return hear(desk); }
  void due(effect_desk& which) {
    which.due(0, {0, 0}, {"c-1", "a", book.of({0}).at(0).plan->tasks[0].effects[0]});
  }
  void disk_answers(const error& failure = {}) {
    disk.answer(failure);
    CHECK(hear().empty());
  }

  late_disk disk;
  world_outside world;
  chain_book book;
  std::deque<effect_note> notes;
  effect_desk desk;
};

const error full{errc::io_error, "full"};

} // namespace

TEST_CASE("V8 an effect waits for what it rests on, its intent, and its outcome", "[chains]") {
  desk_under_test t;
  t.desk.verified(0, {0, "A", "A", {}, {}});
  t.due(t.desk);
  CHECK_FALSE(t.disk.has_kept_intent());
  t.disk_answers(); // the task is on the disk
  CHECK(t.disk.has_kept_intent());
  CHECK(t.world.begun.empty());
  t.disk_answers(); // and so is the intent
  CHECK(t.world.begun == std::vector<std::string>{"c-1/a/e"});
  t.world.end();
  CHECK(t.hear().empty());
  t.disk.answer(); // and the outcome
  auto heard = t.hear();
  REQUIRE(heard.size() == 1);
  CHECK(heard[0].failure.code == errc::none);
  CHECK_FALSE(t.book.effect_of(0, {0, 0})->open);
}

TEST_CASE("V3 without a disk an effect waits for nothing, and is not carried out at once",
          "[chains]") {
  desk_under_test t(false);
  t.desk.verified(0, {0, "A", "A", {}, {}});
  t.due(t.desk);
  REQUIRE(t.world.begun.size() == 1);
  t.world.end({errc::command_exit_status, "status 1"});
  auto heard = t.hear();
  REQUIRE(heard.size() == 1);
  CHECK(heard[0].failure.code == errc::command_exit_status);
}

TEST_CASE("V8 whatever the disk does not take is handed in again before the effect goes on",
          "[chains]") {
  desk_under_test t;
  t.desk.verified(0, {0, "A", "A", {}, {}});
  t.desk.verified(0, {0, "A", "A", {}, {}});
  t.due(t.desk);
  t.disk_answers(full);
  t.disk_answers(full);
  CHECK(t.desk.refused());
  CHECK_FALSE(t.disk.has_kept_intent());
  t.desk.hand_in_again();
  CHECK_FALSE(t.desk.refused());
  t.disk_answers(full);
  t.desk.hand_in_again();
  t.disk_answers(); // both tasks, with one record
  CHECK(t.disk.has_kept_intent());
  t.disk_answers(full); // the intent
  CHECK(t.world.begun.empty());
  t.desk.hand_in_again();
  t.disk_answers();
  REQUIRE(t.world.begun.size() == 1);
  t.world.end();
  t.disk.answer(full); // the outcome
  CHECK(t.hear().empty());
  CHECK(t.desk.refused());
  t.desk.hand_in_again();
  t.disk.answer();
  CHECK(t.hear().size() == 1);
  CHECK(t.world.begun.size() == 1);
}

TEST_CASE("V3 what cannot be tried here is not kept as begun", "[chains]") {
  desk_under_test t;
  t.world.refuses = {errc::unsupported, "no folder"};
  t.due(t.desk);
  auto heard = t.hear();
  REQUIRE(heard.size() == 1);
  CHECK(heard[0].failure.code == errc::unsupported);
  CHECK_FALSE(t.book.effect_of(0, {0, 0}));
}

TEST_CASE("V3 a cancelled chain's effect does not begin, and one that has begun ends",
          "[chains]") {
  desk_under_test t;
  t.due(t.desk);
  SECTION("before its intent is kept") {
    t.desk.cancelled(0);
    t.disk_answers();
    CHECK(t.world.begun.empty());
  }
  SECTION("under way") {
    t.disk_answers();
    t.desk.cancelled(0);
    t.world.end();
    t.disk.answer();
    CHECK(t.hear().size() == 1);
  }
}

TEST_CASE("V6 V8 the successor of a scheduler hears of the effect that it had begun",
          "[chains]") {
  desk_under_test t;
  t.due(t.desk);
  effect_desk next;
  SECTION("which is under way") {
    t.disk_answers();
    t.begin(next);
    t.due(next);
    t.world.end();
    t.disk.answer();
    CHECK(t.hear(next).size() == 1);
    CHECK(t.world.begun.size() == 1);
  }
  SECTION("which ended while nobody listened") {
    t.disk_answers();
    t.begin(next); // and reads the book before the end
    t.world.end({errc::command_exit_status, "status 1"});
    t.disk.answer();
    t.notes.clear(); // to the one that is gone
    t.due(next);
    auto heard = t.hear(next);
    REQUIRE(heard.size() == 1);
    CHECK(heard[0].failure.code == errc::command_exit_status);
    CHECK(t.world.begun.size() == 1);
    t.due(next); // an operator has it retried
    t.disk.answer();
    CHECK(t.hear(next).empty());
    CHECK(t.world.begun.size() == 2);
  }
  SECTION("which had not begun after all") {
    t.disk.answer();
    t.notes.clear();
    t.begin(next);
    t.due(next);
    t.disk.answer();
    CHECK(t.hear(next).empty());
    CHECK(t.world.begun.size() == 1);
  }
}
