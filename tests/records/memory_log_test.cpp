// The log in memory answers as the one on disk does, as far as it reaches.
#include "runtime/records/memory_log.hpp"

#include "tests/records/conflict_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::storage;
using namespace mesh::test;

namespace {

conflict_filter some_filter(random_source& random, const std::vector<conflict_entry>& entries) {
  auto some = [&] {
    return entries[random.below(entries.size())].record;
  };
  conflict_filter filter;
  if (random.below(2) == 0)
    filter.from_ms = some().at_ms;
  if (random.below(2) == 0)
    filter.until_ms = some().at_ms;
  if (random.below(2) == 0)
    filter.where = random.below(2) == 0 ? scope(some().agent.parent()) : scope(some().agent);
  if (random.below(2) == 0)
    filter.type = static_cast<conflict_type>(random.below(6));
  filter.min_priority = static_cast<std::uint8_t>(random.below(5));
  filter.unresolved_only = random.below(2) == 0;
  filter.limit = random.below(30);
  return filter;
}

} // namespace

TEST_CASE("K1 conflicts in memory are found as those on disk are", "[storage]") {
  random_source random(mesh::testing::first_seed());
  auto entries = random_conflicts(random, 120);
  data_folder data;
  auto where = must_open(data.path());
  auto disk = must_open_log(where);
  memory_log memory(200);
  REQUIRE(disk.append(entries));
  for (const auto& entry : entries)
    CHECK_FALSE(memory.append(entry));
  for (std::uint64_t id = 3; id <= 120; id += 3) {
    REQUIRE(disk.resolve({resolution_of(id)}));
    REQUIRE(memory.resolve(resolution_of(id)));
  }
  for (int i = 0; i < 300; ++i) {
    auto filter = some_filter(random, entries);
    auto expected = disk.query(filter);
    REQUIRE(expected);
    auto found = memory.query(filter);
    CHECK(found.total == expected->total);
    CHECK(found.records == expected->records);
  }
  CHECK(*memory.find({17}) == *disk.find({17}));
}

TEST_CASE("K1 memory keeps the newest conflicts and hands back what falls out", "[storage]") {
  random_source random(mesh::testing::first_seed());
  auto entries = random_conflicts(random, 10);
  memory_log memory(4);
  std::vector<std::uint64_t> gone;
  for (const auto& entry : entries)
    if (auto oldest = memory.append(entry))
      gone.push_back(oldest->entry.record.id.value);
  CHECK(gone == std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6});
  CHECK(memory.query({}).total == 4);
  CHECK(memory.find({6}).error().code == errc::unknown_target);
  CHECK(memory.resolve(resolution_of(6)).error().code == errc::unknown_target);
  CHECK(memory.find({7})->entry == entries[6]);
}
