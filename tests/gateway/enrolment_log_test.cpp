// X1: what is kept of enrolments, and what somebody with the file in hand could do to it.
#include "runtime/gateway/enrolment_log.hpp"

#include <filesystem>
#include <string>
#include <sys/stat.h>

#include "runtime/records/verification.hpp"
#include "tests/gateway/enrolling.hpp"
#include "tests/records/store_support.hpp"

using namespace mesh;
using namespace mesh::test;
using Catch::Matchers::ContainsSubstring;
using gateway::enrolment_log;

namespace {

/// A folder with a log of four records, and where each of them begins.
struct kept_agents {
  data_folder data;
  live_book live;
  std::vector<std::size_t> begins;

  kept_agents() {
    live.bind("a", 1);
    live.enroll("b", "t");
    CHECK(live.act("a", enrolment_act::revoke).empty());
    REQUIRE(live.records.size() == 4);
    gateway::enrolment_book book(live.cfg);
    auto log = enrolment_log::open(data.path(), book);
    REQUIRE(log);
    for (const auto& one : live.records) {
      begins.push_back(content_of(file()).size());
      REQUIRE(log->append({one}));
    }
  }
  [[nodiscard]] std::filesystem::path file() const {
    return enrolment_log::file_in(data.path());
  }
  /// The problem; empty: none, and `dropped` and `names` tell the rest.
  std::string open() {
    gateway::enrolment_book book(live.cfg);
    const auto log = enrolment_log::open(data.path(), book);
    if (!log)
      return to_string(log.error());
    dropped = log->dropped();
    names.clear();
    for (const auto& one : book.enrolled(t0))
      names += one.name + " " + std::string(to_string(one.state)) + ", ";
    return "";
  }
  std::string dropped;
  std::string names;
};

} // namespace

TEST_CASE_METHOD(kept_agents, "X1 a log gives back what was appended", "[gateway]") {
  CHECK(open().empty());
  CHECK(names == "a revoked, b invited, ");
  CHECK(dropped.empty());
  struct stat about {};
  REQUIRE(::stat(file().c_str(), &about) == 0);
  CHECK((about.st_mode & 0777U) == 0600U);
}

TEST_CASE_METHOD(kept_agents, "X1 an opened log goes on where it ended", "[gateway]") {
  {
    gateway::enrolment_book book(live.cfg);
    auto log = enrolment_log::open(data.path(), book);
    REQUIRE(log);
    const auto more = live.book.enroll(order("c"), "t", t0);
    const auto other = live.book.enroll(order("d"), "t", t0);
    REQUIRE(log->append({more->record, other->record})); // both with one sync
    REQUIRE(log->append({}));
  }
  CHECK(open().empty());
  CHECK(names == "a revoked, b invited, c invited, d invited, ");
}

TEST_CASE("X1 without a folder enrolments are kept in memory", "[gateway]") {
  live_book live;
  live.enroll("a", "t");
  gateway::enrolment_book book(live.cfg);
  auto log = enrolment_log::open({}, book);
  REQUIRE(log);
  CHECK(log->append(live.records));
  CHECK(log->dropped().empty());
  CHECK(book.size() == 0);
}

TEST_CASE_METHOD(kept_agents, "X1 a write that a crash has cut off is dropped and told",
                 "[gateway]") {
  const auto whole = content_of(file());
  const auto last = begins[3];
  // Each length that the last write can have left, except all of it.
  for (auto size = last + 1; size < whole.size(); size += 13) {
    CAPTURE(size);
    set_content(file(), whole.substr(0, size));
    CHECK(open().empty());
    CHECK(names == "a enrolled, b invited, ");
    CHECK(dropped
          == file().string() + ": the last " + std::to_string(size - last)
                 + " bytes were cut off by a crash, and dropped: nobody was told that they "
                   "were kept");
    CHECK(content_of(file()).size() == last);
  }
  // The length reached the disk, the bytes did not.
  auto zeros = whole;
  zeros.replace(last, std::string::npos, std::string(whole.size() - last, '\0'));
  set_content(file(), zeros);
  CHECK(open().empty());
  CHECK(dropped != "");
  CHECK(open().empty());
  CHECK(dropped.empty());
}

TEST_CASE_METHOD(kept_agents, "X1 any byte that was changed is found, with its record",
                 "[gateway]") {
  const auto whole = content_of(file());
  for (std::size_t at = 0; at < whole.size(); at += 3) {
    std::size_t record = 0;
    while (record < begins.size() && begins[record] <= at)
      ++record;
    CAPTURE(at, record);
    set_content(file(), whole);
    flip(file(), at);
    const auto problem = open();
    CHECK_THAT(problem,
               ContainsSubstring("store_corrupt")
                   && ContainsSubstring(file().string() + ": record " + std::to_string(record)
                                        + " at byte " + std::to_string(begins[record - 1]))
                   && ContainsSubstring("restore the folder from a backup"));
    CHECK(content_of(file()).size() == whole.size()); // evidence stays
  }
}

TEST_CASE_METHOD(kept_agents, "X1 records removed, moved or repeated are found", "[gateway]") {
  const auto whole = content_of(file());
  auto part = [&](std::size_t i) {
    return whole.substr(begins[i],
                        i + 1 < begins.size() ? begins[i + 1] - begins[i] : std::string::npos);
  };
  SECTION("the first removed") {
    set_content(file(), part(1) + part(2) + part(3));
    CHECK_THAT(open(), ContainsSubstring("record 1 at byte 0"));
  }
  SECTION("one in the middle removed") {
    set_content(file(), part(0) + part(1) + part(3));
    CHECK_THAT(open(), ContainsSubstring("record 3 at"));
  }
  SECTION("two swapped") {
    set_content(file(), part(0) + part(2) + part(1) + part(3));
    CHECK_THAT(open(), ContainsSubstring("record 2 at"));
  }
  SECTION("an older one repeated at the end") {
    set_content(file(), whole + part(2));
    CHECK_THAT(open(), ContainsSubstring("record 5 at"));
  }
  SECTION("cut off in the middle, and something behind it") {
    set_content(file(), part(0) + part(1).substr(0, 60) + part(2));
    CHECK_THAT(open(), ContainsSubstring("record 2 at"));
  }
}

TEST_CASE_METHOD(kept_agents, "X1 a log that contradicts itself is refused, whoever wrote it",
                 "[gateway]") {
  {
    gateway::enrolment_book none(live.cfg);
    auto log = enrolment_log::open(data.path(), none);
    REQUIRE(log);
    auto again = live.records[1]; // binds another key to a revoked agent
    REQUIRE(log->append({again}));
  }
  CHECK_THAT(open(), ContainsSubstring("record 5 at")
                         && ContainsSubstring("\"key_bound\" of a does not follow"));
}

TEST_CASE_METHOD(kept_agents, "X1 what the disk does not take is not kept, and the log goes on",
                 "[gateway]") {
  {
    gateway::enrolment_book book(live.cfg);
    auto log = enrolment_log::open(data.path(), book);
    REQUIRE(log);
    const auto more = live.book.enroll(order("c"), "t", t0);
    {
      const no_room_for full(file());
      const auto done = log->append({more->record});
      REQUIRE_FALSE(done);
      CHECK_THAT(to_string(done.error()), ContainsSubstring(file().string()));
    }
    CHECK(log->append({live.book.enroll(order("d"), "t", t0)->record}));
  }
  CHECK(open().empty());
  CHECK(names == "a revoked, b invited, d invited, ");
}

TEST_CASE("X1 a record that is too long for the log is refused before it is written",
          "[gateway]") {
  const data_folder data;
  gateway::enrolment_book book{gateway_config{}};
  auto log = enrolment_log::open(data.path(), book);
  REQUIRE(log);
  gateway::enrolment_record record;
  record.agent = "a";
  record.capabilities.assign(20'000, std::string(64, 'c'));
  const auto done = log->append({record});
  REQUIRE_FALSE(done);
  CHECK(done.error().code == errc::payload_too_large);
  CHECK(content_of(enrolment_log::file_in(data.path())).empty());
}
