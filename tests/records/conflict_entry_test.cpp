#include "tests/records/conflict_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::storage;
using namespace mesh::test;

namespace {

/// Bytes are either refused or exactly those of what was read from them.
template <class Record>
bool only_canonical(const std::string& bytes) {
  Record read;
  return !from_canonical(bytes, read) || canonical_bytes(read) == bytes;
}

} // namespace

TEST_CASE("K4 a record's bytes give the record, and only they do", "[conflict_log]") {
  random_source random(mesh::testing::first_seed());
  for (int round = 0; round < 100; ++round) {
    auto entry = random_conflict(random, random.next());
    conflict_entry read;
    REQUIRE(from_canonical(canonical_bytes(entry), read));
    CHECK(read == entry);
  }
  auto resolution = resolution_of(9);
  conflict_resolution read;
  REQUIRE(from_canonical(canonical_bytes(resolution), read));
  CHECK(read == resolution);
}

TEST_CASE("K4 changed or cut bytes are never read as something else", "[conflict_log]") {
  random_source random(mesh::testing::first_seed());
  auto check = []<class Record>(const Record& record) {
    const auto bytes = canonical_bytes(record);
    for (std::size_t at = 0; at < bytes.size(); ++at)
      for (int bit = 0; bit < 8; ++bit) {
        auto changed = bytes;
        changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
        REQUIRE(only_canonical<Record>(changed));
      }
    Record read;
    for (std::size_t size = 0; size < bytes.size(); ++size)
      REQUIRE_FALSE(from_canonical(std::string_view(bytes).substr(0, size), read));
    REQUIRE_FALSE(from_canonical(bytes + '\0', read));
  };
  check(random_conflict(random, 7));
  check(resolution_of(7));
}

TEST_CASE("K4 the bytes of a record are the same in every version", "[conflict_log]") {
  conflict_entry entry{
      {{1}, 2, {0, 0, 3}, {4}, {conflict_type::temporal_paradox, "a", "bc", 5, 6, 7}}, 4};
  const unsigned char expected[] = {1, 1, 0, 0, 0, 0, 0,   0, 0, 2, 0, 0,   0,  0, 0,
                                    0, 0, 3, 0, 0, 0, 4,   0, 0, 0, 0, 0,   0,  0, 2,
                                    4, 5, 0, 0, 0, 0, 0,   0, 0, 6, 0, 0,   0,  7, 0,
                                    0, 0, 1, 0, 0, 0, 'a', 2, 0, 0, 0, 'b', 'c'};
  CHECK(canonical_bytes(entry)
        == std::string(reinterpret_cast<const char*>(expected), sizeof expected));
  conflict_resolution resolution{{1}, 2, "me", "x", ""};
  const unsigned char short_one[] = {1, 1, 0, 0, 0, 0,   0,   0, 0, 2, 0, 0,   0, 0, 0, 0,
                                     0, 2, 0, 0, 0, 'm', 'e', 1, 0, 0, 0, 'x', 0, 0, 0, 0};
  CHECK(canonical_bytes(resolution)
        == std::string(reinterpret_cast<const char*>(short_one), sizeof short_one));
}
