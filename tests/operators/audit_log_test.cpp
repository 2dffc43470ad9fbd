// X3: what operators did, and what they were refused.
#include "runtime/operators/audit_log.hpp"

#include "runtime/operators/sign_in_desk.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/noted_lines.hpp"

using namespace mesh;

namespace {

audit_entry entry_of(const std::string& who, const std::string& text) {
  return {0, 5, "command", who, "127.0.0.1", text, 0};
}

using audit_lines = mesh::testing::noted_lines;

} // namespace

TEST_CASE("X3 the audit log has the newest in order, of all or of one operator",
          "[operators]") {
  audit_log log;
  log.note(entry_of("anna", "freeze s07"));
  log.note(entry_of("ben", "status"));
  log.note(entry_of("anna", "thaw s07"));
  REQUIRE(log.last(2, "").size() == 2);
  CHECK(log.last(2, "")[0].text == "status");
  CHECK(log.last(9, "anna")[1].text == "thaw s07");
  CHECK(log.last(9, "anna")[1].number == 3);
  CHECK(log.last(9, "nobody").empty());
}

TEST_CASE("X3 the audit log goes on after a restart, and holds only so much in memory",
          "[operators]") {
  audit_lines disk;
  audit_log before;
  before.keep_with(&disk);
  for (std::size_t i = 0; i < audit_log::most_in_memory + 5; ++i)
    before.note(entry_of("anna", "status"));
  audit_log after;
  for (const auto& line : disk.kept)
    REQUIRE(after.restore(line));
  CHECK(after.count() == audit_log::most_in_memory + 5);
  CHECK(after.last(5'000, "").size() == audit_log::most_in_memory);
  after.note(entry_of("ben", "status"));
  CHECK(after.last(1, "")[0].number == audit_log::most_in_memory + 6);
  CHECK(after.restore("{}").error().code == errc::invalid_argument);
}

TEST_CASE("X3 hostile and long texts are noted as text, one line each", "[operators]") {
  audit_lines disk;
  audit_log log;
  log.keep_with(&disk);
  log.note(entry_of("anna", "a\nb \xff " + std::string(10'000, 'x')));
  REQUIRE(disk.kept.size() == 1);
  CHECK(disk.kept[0].find('\n') == std::string::npos);
  CHECK(disk.kept[0].size() < 2'000);
  CHECK(decode_audit(disk.kept[0]));
}

TEST_CASE("X3 refusals of people who are not known do not fill the disk", "[operators]") {
  sign_in_desk desk;
  const auto refuse = [&](const std::string& who, std::uint64_t at_ms) {
    desk.note_refusal({0, at_ms, "refused", who, "10.0.0.66", "no such login", 5});
  };
  constexpr std::uint64_t start_ms = 1'800'000'000'000;
  for (std::uint64_t i = 0; i < 1'000; ++i)
    refuse("", start_ms + i);
  CHECK(desk.audit.count() == audit_share::most);
  refuse("anna", start_ms + 1'000); // of who is known each one
  CHECK(desk.audit.count() == audit_share::most + 1);
  refuse("", start_ms + audit_share::period_ms);
  CHECK(desk.audit.last(1, "")[0].text == "no such login (and 940 before, not on record)");
  refuse("", start_ms + audit_share::period_ms + 1);
  CHECK(desk.audit.last(1, "")[0].text == "no such login");
}
