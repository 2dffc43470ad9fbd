#include "actors/coordination/kept_answers.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

namespace {

struct keeper {
  explicit keeper(std::uint64_t most_bytes = 100, std::size_t most = 3)
      : all(answer_budget{most_bytes, &used, &not_kept}, most) {}
  void keep(std::uint64_t id, std::string value, time_point until = time_point(10s),
            time_point now = {}) {
    kept_answer a;
    a.what = {id};
    a.until = until;
    a.value = std::move(value);
    all.keep(std::move(a), now);
  }
  std::atomic<std::uint64_t> used{0};
  std::atomic<std::uint64_t> not_kept{0};
  kept_answers all;
};

} // namespace

TEST_CASE("M4 an answer is kept whole until nobody can ask again") {
  keeper k(10'000);
  kept_answer a;
  a.what = {1};
  a.until = time_point(10s);
  a.value = "97 %";
  a.detail = "at most 95 %";
  a.found = std::make_shared<const conflict>(
      conflict{conflict_type::data_contradiction, "at most 95 %", "97 %"});
  k.all.keep(a, {});
  const auto* found = k.all.find({1});
  REQUIRE(found != nullptr);
  CHECK(found->value == "97 %");
  CHECK(found->detail == "at most 95 %");
  CHECK(found->found == a.found);
  CHECK(k.used == a.bytes());
  CHECK(k.all.find({2}) == nullptr);
  k.keep(2, "next", time_point(20s), time_point(11s));
  CHECK(k.all.find({1}) == nullptr);
  CHECK(k.used == 4);
  CHECK(k.not_kept == 0); // nobody asks for it any more
}

TEST_CASE("M4 an agent keeps the newest of its answers, and what goes too early is counted") {
  keeper k;
  for (std::uint64_t id : {1U, 2U, 3U, 4U})
    k.keep(id, "x");
  CHECK(k.all.count() == 3);
  CHECK(k.all.find({1}) == nullptr);
  CHECK(k.all.find({4}) != nullptr);
  CHECK(k.not_kept == 1);
  CHECK(k.used == 3);
}

TEST_CASE("M4 answers beyond the bound of the process are not kept, and counted") {
  keeper k(10);
  k.keep(1, "12345678");
  k.keep(2, "123");
  k.keep(3, "12");
  CHECK(k.all.find({2}) == nullptr);
  CHECK(k.all.find({3}) != nullptr);
  CHECK(k.not_kept == 1);
  CHECK(k.used == 10);
  k.all.forget({1});
  CHECK(k.used == 2);
  k.keep(2, "123");
  CHECK(k.all.find({2}) != nullptr);
}

TEST_CASE("M4 an agent that goes gives its share of the bound back") {
  std::atomic<std::uint64_t> used{0};
  {
    kept_answers one(answer_budget{100, &used, nullptr}, 3);
    kept_answer a;
    a.what = {1};
    a.value = "12345";
    one.keep(a, {});
    CHECK(used == 5);
  }
  CHECK(used == 0);
}

TEST_CASE("M4 without memory for ids no answer is kept") {
  keeper k(100, 0);
  k.keep(1, "x");
  CHECK(k.all.count() == 0);
  CHECK(k.used == 0);
}
