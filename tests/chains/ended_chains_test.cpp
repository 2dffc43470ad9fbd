#include "actors/chains/ended_chains.hpp"

#include "tests/chains/chain_under_test.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

constexpr auto one_effect =
    R"({"name": "a", "effects": [{"name": "e", "put_file": "f"}], "next": ["b"]}, {"name": "b"})";

chain_checkpoint verified_task(std::uint32_t task) {
  return {task, "out", "out", {}, {}};
}

/// Five chains; 0, 2 and 4 are complete, 3 is cancelled, 1 goes on.
std::vector<chain_record> five_chains() {
  std::vector<chain_record> records;
  auto plan = plan_of(one_effect);
  for (std::uint32_t i = 0; i < 5; ++i)
    records.push_back({i, chain_begun{"c-" + std::to_string(i + 1), plan, {}}});
  for (std::uint32_t i : {0U, 2U, 4U, 1U}) {
    records.push_back({i, verified_task(0)});
    records.push_back({i, effect_intent{0, 0}});
    if (i == 1)
      continue;
    records.push_back({i, effect_outcome{0, 0, {}}});
    records.push_back({i, verified_task(1)});
  }
  records.push_back({3, chain_cancelled{}});
  return records;
}

/// The ids of what is left, in order, and the id of the next chain.
std::string left_of(const std::vector<chain_record>& records) {
  chain_book book(1);
  REQUIRE(book.restore(records, {}));
  std::string ids;
  for (const auto& one : book.of({0}))
    ids += one.id + " ";
  return ids + "then " + book.add(plan_of(one_effect), {})->chain.id;
}

} // namespace

TEST_CASE("V8 ended chains but the newest are forgotten, and ids go on", "[chains]") {
  struct row {
    std::size_t keep;
    const char* left;
  };
  const std::vector<row> table{{9, "c-1 c-2 c-3 c-4 c-5 then c-6"},
                               {4, "c-1 c-2 c-3 c-4 c-5 then c-6"},
                               {3, "c-2 c-3 c-4 c-5 then c-6"},
                               {1, "c-2 c-5 then c-6"},
                               {0, "c-2 then c-6"}};
  for (const auto& row : table) {
    CAPTURE(row.keep);
    auto left = without_ended(five_chains(), row.keep);
    CHECK(left_of(left) == row.left);
    CHECK(left_of(without_ended(left, row.keep)) == row.left); // and once more
  }
}

TEST_CASE("V8 what is left of a chain is all that was kept of it", "[chains]") {
  chain_book book(1);
  REQUIRE(book.restore(without_ended(five_chains(), 0), {}));
  auto chain = book.of({0}).at(0);
  CHECK(chain.number == 0);
  CHECK(chain.verified.size() == 1);
  CHECK(chain.effects.at({0, 0}).open);
  CHECK_FALSE(has_ended(chain));
}

TEST_CASE("V8 records that do not fit together are left for others to refuse", "[chains]") {
  auto records = five_chains();
  records.push_back({7, chain_cancelled{}});
  auto left = without_ended(records, 0);
  CHECK(left.size() == records.size());
  chain_book book(1);
  CHECK_FALSE(book.restore(left, {}));
}
