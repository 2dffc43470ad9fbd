#include "runtime/records/chain_log.hpp"
#include "runtime/records/chained_file.hpp"
#include "runtime/records/frozen_file.hpp"
#include "runtime/records/history.hpp"
#include "runtime/records/snapshot_file.hpp"
#include "tests/records/conflict_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::storage;
using namespace mesh::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
namespace fs = std::filesystem;

namespace {

/// Ten conflicts, the first three of them resolved.
struct ten_conflicts : data_folder {
  ten_conflicts() {
    random_source random(mesh::testing::first_seed());
    make_log(path(), random_conflicts(random, 10),
             {resolution_of(1), resolution_of(2), resolution_of(3)});
    REQUIRE(first_finding(path()).empty());
  }

  /// What is found, which must also keep a mesh from starting on this store.
  [[nodiscard]] std::string finding() const {
    auto found = first_finding(path());
    if (auto where = store::open(path())) {
      auto log = conflict_log::open(*where);
      REQUIRE_FALSE(log);
      CHECK(log.error().code == errc::store_corrupt);
      CHECK_THAT(log.error().detail, ContainsSubstring(found));
      CHECK_FALSE(log.error().remedy.empty());
    } else {
      CHECK(where.error().code == errc::store_corrupt);
    }
    return found;
  }
};

} // namespace

TEST_CASE_METHOD(ten_conflicts, "K4 a changed record is named", "[verify]") {
  auto [sql, said] = GENERATE(table<std::string, std::string>({
      {"UPDATE conflicts SET bytes = (SELECT bytes FROM conflicts WHERE seq = 5) WHERE seq = 4",
       "conflicts record 4 (0000000000000004): its bytes do not fit its hash"},
      {"UPDATE conflicts SET hash = zeroblob(32) WHERE seq IN (6, 7)",
       "conflicts record 6 (0000000000000006): its bytes do not fit its hash"},
      {"UPDATE conflicts SET at_ms = at_ms + 1 WHERE seq = 9",
       "conflicts record 9 (0000000000000009): its column at_ms differs from it"},
      {"UPDATE conflicts SET agent = agent + 1 WHERE seq = 9",
       "conflicts record 9 (0000000000000009): its column agent differs from it"},
      {"UPDATE conflicts SET type = (type + 1) % 6 WHERE seq = 2",
       "conflicts record 2 (0000000000000002): its column type differs from it"},
      {"UPDATE conflicts SET priority = (priority + 1) % 5 WHERE seq = 2",
       "conflicts record 2 (0000000000000002): its column priority differs from it"},
      {"UPDATE conflicts SET id = 77 WHERE seq = 2",
       "conflicts record 2 (000000000000004d): its column id differs from it"},
      {"UPDATE resolutions SET bytes = zeroblob(9) WHERE seq = 2",
       "resolutions record 2 (0000000000000002): its bytes do not fit its hash"},
      {"UPDATE resolutions SET conflict = 8 WHERE seq = 3",
       "resolutions record 3 (0000000000000008): its column conflict differs from it"},
      {"UPDATE meta SET value = 'ffffffffffffffffffffffffffffffff'",
       "conflicts record 1 (0000000000000001): its bytes do not fit its hash"},
  }));
  CAPTURE(sql);
  tamper(path(), sql);
  CHECK_THAT(finding(), StartsWith(said));
}

TEST_CASE_METHOD(ten_conflicts, "K4 a removed or moved record is named", "[verify]") {
  auto [sql, said] = GENERATE(table<std::string, std::string>({
      {"DELETE FROM conflicts WHERE seq = 5", "conflicts record 5: it is missing"},
      {"DELETE FROM conflicts WHERE seq = 1", "conflicts record 1: it is missing"},
      {"DELETE FROM conflicts WHERE seq = 5; UPDATE conflicts SET seq = seq - 1 WHERE seq > 5",
       "conflicts record 5 (0000000000000006): its bytes do not fit"},
      {"UPDATE conflicts SET seq = 99 WHERE seq = 4; UPDATE conflicts SET seq = 4 WHERE seq = "
       "3; "
       "UPDATE conflicts SET seq = 3 WHERE seq = 99",
       "conflicts record 3 (0000000000000004): its bytes do not fit"},
      {"DELETE FROM conflicts WHERE seq > 7",
       "conflicts record 8: it and all after it are gone: there were 10 records"},
      {"DELETE FROM conflicts", "conflicts record 1: it and all after it are gone"},
      {"DELETE FROM resolutions WHERE seq = 3", "resolutions record 3: it and all after it"},
  }));
  CAPTURE(sql);
  tamper(path(), sql);
  CHECK_THAT(finding(), StartsWith(said));
}

TEST_CASE_METHOD(ten_conflicts, "K4 a record added out of the chain is named", "[verify]") {
  tamper(path(),
         "INSERT INTO conflicts SELECT 11, 11, at_ms, agent, type, priority, bytes, hash "
         "FROM conflicts WHERE seq = 10");
  CHECK_THAT(finding(), StartsWith("conflicts record 11 (000000000000000b): its bytes"));
}

TEST_CASE_METHOD(ten_conflicts, "K4 a chain made anew with fresh hashes is known by its head",
                 "[verify]") {
  random_source random(mesh::testing::first_seed());
  auto entries = random_conflicts(random, 10);
  entries[8].record.what.expected = "what suits the forger";
  auto head = chain_start(chain::conflicts, must_open(path(), store_access::read).id());
  std::string sql;
  for (const auto& entry : entries) {
    auto bytes = canonical_bytes(entry);
    head = next(head, bytes);
    sql += "UPDATE conflicts SET bytes = x'" + to_hex(bytes) + "', hash = x'"
           + to_hex(bytes_of(head.hash)) + "' WHERE seq = " + std::to_string(head.count) + ";";
  }
  tamper(path(), sql);
  CHECK_THAT(finding(),
             StartsWith("conflicts record 10 (000000000000000a): it is not the record "
                        "that mesh.head knows"));
}

TEST_CASE_METHOD(ten_conflicts, "K4 mesh.head damaged, gone or of another store is said",
                 "[verify]") {
  const auto file = path() / "mesh.head";
  SECTION("gone") {
    fs::remove(file);
    CHECK_THAT(finding(), ContainsSubstring("mesh.head is gone"));
  }
  SECTION("damaged in both places") {
    flip(file, 20);
    flip(file, 4'096 + 20);
    CHECK_THAT(finding(), ContainsSubstring("is damaged"));
  }
  SECTION("cut off") {
    set_content(file, content_of(file).substr(0, 100));
    CHECK_THAT(finding(), ContainsSubstring("is damaged"));
  }
  SECTION("of another store") {
    data_folder other;
    make_log(other.path(), {});
    fs::copy_file(other.path() / "mesh.head", file, fs::copy_options::overwrite_existing);
    CHECK_THAT(finding(), ContainsSubstring("belongs to another store"));
  }
  SECTION("half written, as by a crash: nothing is lost") {
    set_content(file, content_of(file).substr(0, 4'096 + 50));
    CHECK(first_finding(path()).empty());
  }
}

TEST_CASE_METHOD(ten_conflicts, "K4 an older copy of the database is known by its head",
                 "[verify]") {
  const auto older = content_of(store_file(path()));
  random_source random(mesh::testing::first_seed());
  make_log(path(), random_conflicts(random, 5, 11));
  set_content(store_file(path()), older);
  CHECK_THAT(finding(), StartsWith("conflicts record 11: it and all after it are gone: there "
                                   "were 15"));
}

TEST_CASE_METHOD(ten_conflicts, "K4 a head that was noted elsewhere finds a set back folder",
                 "[verify]") {
  auto noted = head_of(verify(path())->heads, chain::conflicts);
  CHECK(noted.count == 10);
  CHECK(verify(path(), {noted})->intact());
  random_source random(mesh::testing::first_seed());
  make_log(path(), random_conflicts(random, 5, 11));
  CHECK(verify(path(), {noted})->intact()); // the chain still goes through it

  data_folder other;
  make_log(other.path(), random_conflicts(random, 12));
  CHECK(verify(other.path(), {noted})->first_broken->seq == 10);
  noted.count = 13;
  CHECK(verify(other.path(), {noted})->first_broken->seq == 13);
}

TEST_CASE_METHOD(ten_conflicts, "K4 a damaged write-ahead log loses no record unseen",
                 "[verify]") {
  data_folder crashed;
  {
    auto where = must_open(path());
    auto log = must_open_log(where);
    random_source random(mesh::testing::first_seed());
    for (std::uint64_t id = 11; id < 31; ++id)
      REQUIRE(log.append({random_conflict(random, id)}));
    // As a power cut would leave it: all files, nothing moved into the database.
    fs::copy(path(), crashed.path(), fs::copy_options::recursive);
  }
  const auto log_file = store_file(crashed.path()).string() + "-wal";
  flip(log_file, fs::file_size(log_file) / 2);
  CHECK_THAT(first_finding(crashed.path()), ContainsSubstring("it and all after it are gone"));
}

TEST_CASE_METHOD(ten_conflicts, "K4 a rule that was taken out is said", "[verify]") {
  REQUIRE(run_sql(store_file(path()), "DROP TRIGGER conflicts_no_delete").empty());
  CHECK_THAT(first_finding(path()),
             ContainsSubstring("rules were changed") && ContainsSubstring("no_delete"));
}

TEST_CASE("K4 an index that differs from its table is found", "[verify]") {
  data_folder data;
  random_source random(mesh::testing::first_seed());
  make_log(data.path(), random_conflicts(random, 10));
  // Two indices change places.
  const auto refused =
      run_sql(store_file(data.path()),
              "PRAGMA writable_schema = ON; CREATE TEMP TABLE pair AS SELECT name, rootpage "
              "FROM sqlite_schema WHERE name IN ('conflicts_by_agent', 'conflicts_by_type');"
              "UPDATE sqlite_schema SET rootpage = (SELECT sum(rootpage) FROM pair) - rootpage "
              "WHERE name IN (SELECT name FROM pair)");
  REQUIRE(refused.empty());
  CHECK_THAT(first_finding(data.path()), ContainsSubstring("the file is damaged"));
  auto where = must_open(data.path());
  CHECK(conflict_log::open(where).error().code == errc::store_corrupt);
}

TEST_CASE("K4 an empty log is intact", "[verify]") {
  data_folder data;
  CHECK(verify(data.path() / "nobody").error().code == errc::unknown_target);
  make_log(data.path(), {});
  auto found = verify(data.path());
  REQUIRE(found);
  CHECK(found->intact());
  CHECK(head_of(found->heads, chain::conflicts).count == 0);
}

TEST_CASE_METHOD(ten_conflicts, "K4 a noted head is a hash, with or without its count",
                 "[verify]") {
  const auto heads = verify(path())->heads;
  const noted_head conflicts(head_of(heads, chain::conflicts));
  const noted_head resolutions(head_of(heads, chain::resolutions));
  CHECK(parse_noted_head(to_string(conflicts)) == conflicts);
  auto bare = conflicts;
  bare.count.reset();
  CHECK(parse_noted_head(to_string(bare)) == bare);
  random_source random(mesh::testing::first_seed());
  make_log(path(), random_conflicts(random, 5, 11));
  CHECK(verify(path(), {conflicts, resolutions, bare})->intact());
  bare.hash[7] ^= 1;
  const auto found = verify(path(), {conflicts, bare});
  REQUIRE(found->first_broken);
  CHECK_THAT(found->first_broken->what,
             ContainsSubstring(to_string(bare)) && ContainsSubstring("older copy"));
  for (const auto* text : {"", "12", "12:", ":", "12:ab", "-1:ab"})
    CHECK(parse_noted_head(text).error().code == errc::invalid_argument);
  CHECK_FALSE(parse_noted_head(std::string(63, 'a') + "g"));
  CHECK_FALSE(parse_noted_head("x:" + std::string(64, 'a')));
}

TEST_CASE_METHOD(ten_conflicts, "K4 a copy put back is found by a head that was noted since",
                 "[verify]") {
  const auto before = path() / "before";
  fs::create_directory(before);
  for (const auto* name : {"mesh.sqlite", "mesh.head"})
    fs::copy_file(path() / name, before / name);
  make_log(path(), {}, {resolution_of(4)});
  const noted_head noted(head_of(verify(path())->heads, chain::resolutions));
  CHECK(verify(before)->intact());
  CHECK_FALSE(verify(before, {noted})->intact());
}

TEST_CASE_METHOD(
    ten_conflicts,
    "K4 whatever bit of the schema page is flipped, no store is intact that a mesh "
    "does not open",
    "[verify]") {
  const auto whole = content_of(store_file(path()));
  random_source random(mesh::testing::first_seed());
  constexpr int flips = 300;
  constexpr std::size_t page = 4'096;
  std::vector<std::size_t> used; // bytes of the first page that hold something
  for (std::size_t i = 0; i < page; ++i)
    if (whole[i] != 0)
      used.push_back(i);
  int refused = 0;
  for (int i = 0; i < flips; ++i) {
    const auto at = used[random.below(used.size())];
    const auto bit = static_cast<unsigned char>(1U << random.below(8));
    set_content(store_file(path()), whole);
    flip(store_file(path()), at, bit);
    const auto found = verify(path());
    const auto intact = found && found->intact();
    auto opened = store::open(path());
    const auto opens = opened && conflict_log::open(*opened) && history::open(*opened);
    INFO("byte " << at << ", bit " << int{bit});
    CHECK((opens || !intact));
    refused += opens ? 0 : 1;
  }
  CHECK(refused > 0);
}

TEST_CASE_METHOD(ten_conflicts, "Z4 K4 a changed sample of the history is found", "[verify]") {
  {
    auto where = must_open(path());
    auto past = history::open(where);
    REQUIRE(past->insert({{5'000, agent_id{1, 2, 3}, 100, 20, 30, 1},
                          {5'000, agent_id{1, 2, 4}, 100, 20, 30, 1},
                          {5'000, cluster_id{1, 2}, 100, 20, 30, 1}}));
  }
  const auto good = verify(path());
  REQUIRE(good->intact());
  CHECK(good->history_samples == 3);
  CHECK(good->unchecked_samples == 0);
  const auto file = store_file(path());
  SECTION("a number") {
    REQUIRE(run_sql(file,
                    "UPDATE history SET samples = CAST(x'05' || substr(samples, 2) AS BLOB) "
                    "WHERE level = 0")
                .empty());
    CHECK_THAT(first_finding(path()), ContainsSubstring("do not fit their checksum"));
  }
  SECTION("the moment, the cluster") {
    REQUIRE(run_sql(file, GENERATE("UPDATE history SET at_ms = 6000 WHERE level = 0",
                                   "UPDATE history SET cluster = cluster + 1"))
                .empty());
    CHECK_THAT(first_finding(path()), ContainsSubstring("do not fit their checksum"));
  }
  SECTION("of a version that wrote no checksum") {
    REQUIRE(
        run_sql(file, "UPDATE history SET samples = substr(samples, 1, length(samples) - 16)")
            .empty());
    const auto old = verify(path());
    CHECK(old->intact());
    CHECK(old->history_samples == 0);
    CHECK(old->unchecked_samples == 3);
    auto where = must_open(path());
    auto past = history::open(where);
    CHECK(past->rows() == 3);
    CHECK(past->query(agent_id{1, 2, 3}, 0)->size() == 1);
  }
}

TEST_CASE_METHOD(ten_conflicts, "O6 T5 K4 a changed file beside the database is found",
                 "[verify]") {
  fs::create_directory(path() / "frozen");
  frozen_state state;
  state.where = sector_id{1};
  REQUIRE(write_frozen(path() / "frozen" / "s01.frozen", state));
  REQUIRE(write_snapshot(path() / "roster", "{}"));
  REQUIRE(verify(path())->intact());
  CHECK(verify(path())->files == 2);
  const auto file = path() / GENERATE("roster", "frozen/s01.frozen");
  SECTION("a bit") {
    flip(file, content_of(file).size() - 1);
  }
  SECTION("cut off") {
    set_content(file, content_of(file).substr(0, 20));
  }
  CHECK_THAT(first_finding(path()), ContainsSubstring(file.string()));
}

TEST_CASE_METHOD(ten_conflicts, "V8 K4 a damaged file of chains is found, with its place",
                 "[verify]") {
  {
    auto log = chain_log::open(path(), [](const auto& job, const auto& done) {
      done(job());
      return chain_log::outcome{};
    });
    REQUIRE(log);
    (*log)->keep({0, chain_serial{1}}, {});
    (*log)->keep({0, chain_serial{2}}, {});
  }
  CHECK(verify(path())->files == 1);
  constexpr auto in_first_record = 14;
  flip(chain_log::file_in(path()), in_first_record);
  CHECK_THAT(first_finding(path()),
             ContainsSubstring("chains.log: the record at byte 0 is damaged"));
}

TEST_CASE_METHOD(ten_conflicts,
                 "X1 K4 a damaged file of enrolled agents is found, with its place",
                 "[verify]") {
  const auto file = path() / "agents.log";
  {
    auto any = [](std::string_view) {
      return tl::expected<void, error>();
    };
    auto log = chained_file::open(file, "", any);
    REQUIRE(log);
    REQUIRE(log->append({"one", "two"}));
  }
  CHECK(verify(path())->files == 1);
  constexpr auto in_first_line = 37;
  flip(file, in_first_line);
  CHECK_THAT(first_finding(path()),
             ContainsSubstring("agents.log: record 1 at byte 0 is damaged"));
}

TEST_CASE_METHOD(ten_conflicts, "O6 K4 a frozen file that holds something else is found",
                 "[verify]") {
  fs::create_directory(path() / "frozen");
  REQUIRE(write_snapshot(path() / "frozen" / "s01.frozen", "something else"));
  CHECK_THAT(first_finding(path()), ContainsSubstring("holds no frozen state"));
}
