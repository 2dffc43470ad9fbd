#include <algorithm>

#include "tests/records/conflict_support.hpp"
#include "tests/records/faulty_disk.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::storage;
using namespace mesh::test;

namespace {

/// The filter said once more, the plain way.
bool fits(const conflict_filter& f, const logged_conflict& c) {
  const auto& r = c.entry.record;
  return (!f.from_ms || r.at_ms >= *f.from_ms) && (!f.until_ms || r.at_ms < *f.until_ms)
         && f.where.contains(r.agent) && (!f.type || r.what.type == *f.type)
         && c.entry.priority >= f.min_priority && (!f.unresolved_only || !c.resolution);
}

conflict_filter random_filter(random_source& random) {
  auto maybe = [&] {
    return random.below(2) == 0;
  };
  conflict_filter f;
  if (maybe())
    f.from_ms = 1'700'000'000'000 + random.below(50);
  if (maybe())
    f.until_ms = 1'700'000'000'000 + random.below(50);
  const agent_id agent{1, 1, static_cast<std::uint8_t>(random.below(5))};
  const scope places[] = {{}, agent.parent().parent(), agent.parent(), agent};
  f.where = places[random.below(4)];
  if (maybe())
    f.type = static_cast<conflict_type>(random.below(6));
  f.min_priority = static_cast<std::uint8_t>(random.below(5));
  f.unresolved_only = maybe();
  f.limit = random.below(30);
  return f;
}

} // namespace

TEST_CASE("K1 K4 what was appended is found again, in this run and the next",
          "[conflict_log]") {
  data_folder data;
  random_source random(mesh::testing::first_seed());
  const auto entries = random_conflicts(random, 50);
  make_log(data.path(), entries, {resolution_of(7)});
  auto where = must_open(data.path());
  auto log = must_open_log(where);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    auto found = log.find(entries[i].record.id);
    REQUIRE(found);
    CHECK(found->seq == i + 1);
    CHECK(found->entry == entries[i]);
    CHECK(found->resolution.has_value() == (i == 6));
  }
  CHECK(log.find({7})->resolution == resolution_of(7));
  CHECK(log.find({99}).error().code == errc::unknown_target);
}

TEST_CASE("K4 conflicts are found by time, agent, type, priority and state", "[conflict_log]") {
  data_folder data;
  random_source random(mesh::testing::first_seed());
  auto where = must_open(data.path());
  auto log = must_open_log(where);
  std::vector<logged_conflict> all;
  for (const auto& entry : random_conflicts(random, 400))
    all.push_back({all.size() + 1, entry, {}});
  for (std::size_t i = 0; i < all.size(); i += 3)
    all[i].resolution = resolution_of(i + 1);
  for (const auto& one : all) {
    REQUIRE(log.append({one.entry}));
    if (one.resolution)
      REQUIRE(log.resolve({*one.resolution}));
  }
  std::ranges::sort(all, [](const auto& a, const auto& b) {
    return std::pair(a.entry.record.at_ms, a.seq) > std::pair(b.entry.record.at_ms, b.seq);
  });
  for (int round = 0; round < 300; ++round) {
    auto filter = random_filter(random);
    std::vector<logged_conflict> expected;
    std::ranges::copy_if(all, std::back_inserter(expected),
                         [&](const auto& c) { return fits(filter, c); });
    auto page = log.query(filter);
    REQUIRE(page);
    REQUIRE(page->total == expected.size());
    expected.resize(std::min(expected.size(), filter.limit));
    REQUIRE(page->records == expected);
  }
}

TEST_CASE("K4 the store itself refuses to change, remove or replace a record",
          "[conflict_log]") {
  data_folder data;
  random_source random(mesh::testing::first_seed());
  make_log(data.path(), random_conflicts(random, 3), {resolution_of(2)});
  const auto file = store_file(data.path());
  auto sql = GENERATE(
      "UPDATE conflicts SET at_ms = 1 WHERE seq = 1", "DELETE FROM conflicts",
      "DELETE FROM conflicts WHERE seq = 3", "UPDATE resolutions SET at_ms = 1",
      "DELETE FROM resolutions", "UPDATE meta SET value = 'x'", "DELETE FROM meta",
      "INSERT OR REPLACE INTO meta VALUES('store_id', 'x')",
      "INSERT OR REPLACE INTO conflicts SELECT 2, 77, 0, 0, 0, 0, bytes, hash FROM conflicts "
      "WHERE seq = 1",
      "REPLACE INTO conflicts SELECT 4, 2, 0, 0, 0, 0, bytes, hash FROM conflicts WHERE seq = "
      "1",
      "INSERT INTO conflicts SELECT 9, 77, 0, 0, 0, 0, bytes, hash FROM conflicts WHERE seq = "
      "1",
      "REPLACE INTO resolutions SELECT 1, 3, 0, bytes, hash FROM resolutions",
      "REPLACE INTO resolutions SELECT 2, 2, 0, bytes, hash FROM resolutions",
      "INSERT INTO conflicts(id, at_ms, agent, type, priority, bytes, hash) SELECT 77, 0, 0, "
      "0, "
      "0, bytes, hash FROM conflicts WHERE seq = 1");
  CAPTURE(sql);
  const auto before = content_of(file);
  CHECK_THAT(run_sql(file, sql), Catch::Matchers::ContainsSubstring("(K4)"));
  CHECK(first_finding(data.path()).empty());
}

TEST_CASE("K4 appending the same again is no error and no second record", "[conflict_log]") {
  data_folder data;
  random_source random(mesh::testing::first_seed());
  auto where = must_open(data.path());
  auto log = must_open_log(where);
  const auto entries = random_conflicts(random, 5);
  CHECK(log.append(entries).value() == 5);
  CHECK(log.append(entries).value() == 0);
  auto more = random_conflicts(random, 1, 6);
  more.push_back(entries[0]);
  more.push_back(more[0]);
  CHECK(log.append(more).value() == 1);
  CHECK(log.resolve({resolution_of(6), resolution_of(6)}).value() == 1);
  CHECK(log.resolve({resolution_of(6)}).value() == 0);
  CHECK(log.query({})->total == 6);
  CHECK(log.verify()->intact());
}

TEST_CASE("K4 what cannot be logged is refused whole, and the log goes on", "[conflict_log]") {
  data_folder data;
  random_source random(mesh::testing::first_seed());
  auto where = must_open(data.path());
  auto log = must_open_log(where);
  REQUIRE(log.append(random_conflicts(random, 3)));
  auto refused = [&](const conflict_entry& bad) {
    auto batch = random_conflicts(random, 2, 4);
    batch.push_back(bad);
    auto result = log.append(batch);
    CHECK(log.query({})->total == 3);
    return result ? errc::none : result.error().code;
  };
  const auto good = random_conflict(random, 9);
  auto bad = random_conflict(random, 2);
  CHECK(refused(bad) == errc::invalid_argument);
  (bad = good).priority = 5;
  CHECK(refused(bad) == errc::invalid_argument);
  (bad = good).record.what.type = static_cast<conflict_type>(6);
  CHECK(refused(bad) == errc::invalid_argument);
  (bad = good).record.agent.sector = 200;
  CHECK(refused(bad) == errc::invalid_argument);
  (bad = good).record.at_ms = ~0ULL;
  CHECK(refused(bad) == errc::invalid_argument);
  (bad = good).record.what.received.assign(longest_text + 1, 'x');
  CHECK(refused(bad) == errc::payload_too_large);

  CHECK(log.resolve({resolution_of(1), resolution_of(99)}).error().code
        == errc::unknown_target);
  CHECK_FALSE(log.find({1})->resolution);
  REQUIRE(log.resolve({resolution_of(1)}));
  auto otherwise = resolution_of(1);
  otherwise.by = "somebody else";
  CHECK(log.resolve({otherwise}).error().code == errc::invalid_argument);

  CHECK(log.append(random_conflicts(random, 2, 4)).value() == 2);
  CHECK(log.verify()->intact());
}

TEST_CASE("K4 a disk that fails costs no acknowledged record, and the log goes on after",
          "[conflict_log]") {
  data_folder data;
  random_source random(mesh::testing::first_seed());
  faulty_disk disk;
  {
    auto where = must_open(data.path());
    auto log = must_open_log(where);
    REQUIRE(log.append(random_conflicts(random, 10)));
    const auto waiting = random_conflicts(random, 10, 11);
    for (auto fault : {faulty_disk::fault::full, faulty_disk::fault::broken_write,
                       faulty_disk::fault::broken_sync}) {
      faulty_disk::set(fault);
      CAPTURE(static_cast<int>(fault));
      auto failed = log.append(waiting);
      REQUIRE_FALSE(failed);
      CHECK(failed.error().code == errc::io_error);
      CHECK(failed.error().detail.find(where.file().string()) != std::string::npos);
      CHECK_FALSE(failed.error().remedy.empty());
      CHECK(log.query({})->total == 10);
    }
    faulty_disk::set(faulty_disk::fault::none);
    CHECK(log.append(waiting).value() == 10);
    CHECK(log.verify()->intact());
  }
  CHECK(first_finding(data.path()).empty());
}

TEST_CASE("K4 what is in the database is acknowledged only when mesh.head knows it",
          "[conflict_log]") {
  data_folder data;
  random_source random(mesh::testing::first_seed());
  {
    auto where = must_open(data.path());
    auto log = must_open_log(where);
    REQUIRE(log.append(random_conflicts(random, 3)));
    const auto waiting = random_conflicts(random, 3, 4);
    {
      no_room_for head(data.path() / "mesh.head");
      auto failed = log.append(waiting);
      REQUIRE_FALSE(failed);
      CHECK(failed.error().code == errc::io_error);
      CHECK_THAT(failed.error().detail, Catch::Matchers::ContainsSubstring("mesh.head"));
      CHECK_FALSE(log.append(waiting)); // it is there, but still not acknowledged
      CHECK_FALSE(log.append(random_conflicts(random, 1, 7)));
    }
    CHECK(log.append(waiting).value() == 0);
    CHECK(log.append(random_conflicts(random, 2, 8)).value() == 2);
    CHECK(log.verify()->intact());
  }
  tamper(data.path(), "DELETE FROM conflicts WHERE seq > 3");
  CHECK_THAT(first_finding(data.path()),
             Catch::Matchers::ContainsSubstring("there were 9 records"));
}

TEST_CASE("K4 another may read and verify while the log is written to", "[conflict_log]") {
  data_folder data;
  random_source random(mesh::testing::first_seed());
  auto where = must_open(data.path());
  auto log = must_open_log(where);
  auto beside = must_open(data.path(), store_access::read);
  auto reader = must_open_log(beside);
  for (std::uint64_t i = 1; i < 20; ++i) {
    REQUIRE(log.append({random_conflict(random, i)}));
    CHECK(reader.query({})->total == i);
    CHECK(first_finding(data.path()).empty());
  }
  CHECK(reader.append({random_conflict(random, 99)}).error().code == errc::store_read_only);
}
