// One byte changed anywhere in the file of a store. What is found: every
// change of a record's bytes, of its hash and of its columns, with the record
// named. What is not found changes nothing that can be read: it lies in the
// file's header (counters and version numbers that SQLite does not use) or in
// space of a page that no cell uses.
#include "tests/records/conflict_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::storage;
using namespace mesh::test;
using Catch::Matchers::StartsWith;
namespace fs = std::filesystem;

namespace {

struct store_at_rest : data_folder {
  random_source random{mesh::testing::first_seed()};
  std::vector<conflict_entry> entries = random_conflicts(random, 150);
  std::vector<conflict_resolution> resolutions;
  fs::path file = store_file(path());

  store_at_rest() {
    for (std::uint64_t id = 5; id <= 150; id += 5)
      resolutions.push_back(resolution_of(id));
    make_log(path(), entries, resolutions);
    REQUIRE_FALSE(fs::exists(file.string() + "-wal")); // all is in the one file
    REQUIRE(first_finding(path()).empty());
  }

  /// Some bytes of a record, and the hash behind them, changed one by one.
  template <class Record>
  void check_record(const std::string& content, const Record& record, const std::string& name) {
    const auto bytes = canonical_bytes(record);
    const auto start = content.find(bytes);
    REQUIRE(start != std::string::npos);
    CAPTURE(name);
    for (int i = 0; i < 4; ++i) {
      const auto at = start + random.below(bytes.size() + sizeof(digest));
      const auto mask = static_cast<unsigned char>(1U << random.below(8));
      flip(file, at, mask);
      REQUIRE_THAT(first_finding(path()), StartsWith(name));
      flip(file, at, mask);
    }
  }

  /// Everything that can be asked, through every index.
  [[nodiscard]] std::vector<conflict_page> all_answers() const {
    auto where = must_open(path(), store_access::read);
    auto log = must_open_log(where);
    std::vector<conflict_page> answers;
    auto ask = [&](const conflict_filter& filter) {
      auto page = log.query(filter);
      REQUIRE(page);
      answers.push_back(*page);
    };
    ask({.limit = 1'000});
    ask({.from_ms = 1'700'000'000'020, .until_ms = 1'700'000'000'030});
    ask({.where = cluster_id{1, 1}});
    for (int type = 0; type < 6; ++type)
      ask({.type = static_cast<conflict_type>(type)});
    ask({.min_priority = 3});
    ask({.unresolved_only = true, .limit = 1'000});
    for (const auto& entry : entries) {
      auto found = log.find(entry.record.id);
      REQUIRE(found);
      answers.push_back({{*found}, 1});
    }
    return answers;
  }
};

bool same(const std::vector<conflict_page>& a, const std::vector<conflict_page>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.records == y.records && x.total == y.total;
  });
}

} // namespace

TEST_CASE_METHOD(store_at_rest, "K4 one changed byte of a record names the record",
                 "[tamper]") {
  const auto content = content_of(file);
  for (std::size_t i = 0; i < entries.size(); ++i)
    check_record(content, entries[i],
                 "conflicts record " + std::to_string(i + 1) + " ("
                     + to_string(entries[i].record.id) + "): ");
  for (std::size_t i = 0; i < resolutions.size(); ++i)
    check_record(content, resolutions[i],
                 "resolutions record " + std::to_string(i + 1) + " ("
                     + to_string(resolutions[i].conflict) + "): ");
}

TEST_CASE_METHOD(store_at_rest,
                 "K4 one changed byte anywhere is found or changes nothing that can be read",
                 "[tamper]") {
  const auto before = all_answers();
  const auto size = fs::file_size(file);
  int found = 0;
  for (int round = 0; round < 1'500; ++round) {
    const auto at = random.below(size);
    const auto mask = static_cast<unsigned char>(1U << random.below(8));
    CAPTURE(at, int{mask});
    flip(file, at, mask);
    if (first_finding(path()).empty())
      REQUIRE(same(all_answers(), before));
    else
      ++found;
    flip(file, at, mask);
  }
  CHECK(found > 300); // the others are in space that nothing uses
  CHECK(first_finding(path()).empty());
}

TEST_CASE_METHOD(store_at_rest, "K4 a file cut off names the first record that is lost",
                 "[tamper]") {
  const auto content = content_of(file);
  const auto lost = content.find(canonical_bytes(entries[100]));
  set_content(file, std::string_view(content).substr(0, lost / 4'096 * 4'096));
  auto found = verify(path());
  REQUIRE(found);
  REQUIRE(found->first_broken);
  CHECK(found->first_broken->seq > 0);
  CHECK(found->first_broken->seq <= 101);
  CHECK(head_of(found->heads, chain::conflicts).count == found->first_broken->seq - 1);
}
