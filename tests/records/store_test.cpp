#include <csignal>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/records/faulty_disk.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::storage;
using namespace mesh::test;
namespace fs = std::filesystem;

namespace {

/// The error of a store that must not open. It names the path and a remedy.
error refusal(const fs::path& folder, store_access access = store_access::write) {
  auto opened =
      store::open(folder, {.access = access, .patience = std::chrono::milliseconds{1}});
  REQUIRE_FALSE(opened);
  INFO(to_string(opened.error()));
  CHECK(opened.error().detail.find(folder.string()) != std::string::npos);
  CHECK_FALSE(opened.error().remedy.empty());
  return opened.error();
}

} // namespace

TEST_CASE("K4 a store is made once and found again", "[store]") {
  data_folder data;
  const auto folder = data.path() / "new" / "mesh";
  const auto id = must_open(folder).id();
  CHECK(id.size() == 32);
  CHECK(must_open(folder).id() == id);
  CHECK(must_open(folder, store_access::read).id() == id);
  CHECK(must_open(data.path() / "other").id() != id);
}

TEST_CASE("K4 one process at a time writes, others may read", "[store]") {
  data_folder data;
  auto first = must_open(data.path());
  auto second = refusal(data.path());
  CHECK(second.code == errc::store_locked);
  CHECK(second.detail.find(std::to_string(::getpid())) != std::string::npos);
  CHECK(second.remedy.find("--data") != std::string::npos);
  auto reader = must_open(data.path(), store_access::read);
  CHECK_FALSE(reader.writable());
}

TEST_CASE("K4 a writer's death ends its lock", "[store]") {
  data_folder data;
  auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    auto held = store::open(data.path());
    ::raise(SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  must_open(data.path());
}

TEST_CASE("K4 a file that another program has locked is said to be locked", "[store]") {
  data_folder data;
  must_open(data.path());
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(store_file(data.path()).c_str(), &other) == SQLITE_OK);
  sqlite3_exec(other, "PRAGMA locking_mode = EXCLUSIVE", nullptr, nullptr, nullptr);
  REQUIRE(sqlite3_exec(other, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) == SQLITE_OK);
  CHECK(refusal(data.path()).code == errc::store_locked);
  sqlite3_close(other);
  must_open(data.path());
}

TEST_CASE("K4 a database of something else is left alone", "[store]") {
  data_folder data;
  const auto file = store_file(data.path());
  auto sql = GENERATE("CREATE TABLE theirs(x)", "PRAGMA application_id = 77",
                      "PRAGMA user_version = 3");
  REQUIRE(run_sql(file, sql).empty());
  const auto before = content_of(file);
  CHECK(refusal(data.path()).code == errc::store_foreign);
  CHECK(refusal(data.path(), store_access::read).code == errc::store_foreign);
  CHECK(content_of(file) == before);
}

TEST_CASE("K4 a store of a newer version names both versions", "[store]") {
  data_folder data;
  must_open(data.path());
  REQUIRE(run_sql(store_file(data.path()), "PRAGMA user_version = 7").empty());
  auto newer = refusal(data.path());
  CHECK(newer.code == errc::unsupported);
  CHECK(newer.detail.find("version 7") != std::string::npos);
  CHECK(newer.detail.find("up to 2") != std::string::npos);
}

TEST_CASE("K4 what is no database, cut off or emptied is corrupt", "[store]") {
  data_folder data;
  const auto file = store_file(data.path());
  SECTION("no database") {
    set_content(file, std::string(10'000, 'x'));
    CHECK(refusal(data.path(), store_access::read).code == errc::store_corrupt);
  }
  SECTION("cut off") {
    must_open(data.path());
    auto bytes = content_of(file);
    set_content(file, std::string_view(bytes).substr(0, bytes.size() / 2));
  }
  SECTION("cut off within its first page") {
    must_open(data.path());
    set_content(file, content_of(file).substr(0, 600));
  }
  SECTION("emptied, though it had records") {
    must_open(data.path());
    set_content(data.path() / "mesh.head", "x");
    set_content(file, "");
    CHECK(refusal(data.path(), store_access::read).code == errc::store_corrupt);
  }
  CHECK(refusal(data.path()).code == errc::store_corrupt);
}

TEST_CASE("K4 rules that were taken out or added are missed", "[store]") {
  data_folder data;
  must_open(data.path());
  auto sql = GENERATE(
      "DROP TRIGGER conflicts_no_update", "DROP INDEX conflicts_by_agent",
      "CREATE TRIGGER theirs AFTER INSERT ON conflicts BEGIN SELECT 1; END",
      "DROP TRIGGER conflicts_no_delete; CREATE TRIGGER conflicts_no_delete BEFORE DELETE ON "
      "conflicts BEGIN SELECT 1; END");
  REQUIRE(run_sql(store_file(data.path()), sql).empty());
  auto changed = refusal(data.path());
  CHECK(changed.code == errc::store_corrupt);
  CHECK_THAT(changed.detail,
             Catch::Matchers::ContainsSubstring("missing: CREATE")
                 || Catch::Matchers::ContainsSubstring("not the mesh's: CREATE"));
}

TEST_CASE("K4 a folder without the right to write is read-only, and can be read", "[store]") {
  data_folder data;
  const auto kept = data.path() / "kept";
  must_open(kept);
  fs::permissions(data.path(), fs::perms{0755});
  fs::permissions(kept, fs::perms{0555});
  auto code_of = [](const fs::path& folder, store_access access) {
    return run_without_rights([&] {
      auto opened = store::open(folder, {.access = access});
      return opened ? 0 : static_cast<int>(opened.error().code);
    });
  };
  CHECK(code_of(kept, store_access::write) == static_cast<int>(errc::store_read_only));
  CHECK(code_of(kept / "new", store_access::write) == static_cast<int>(errc::store_read_only));
  CHECK(code_of(kept, store_access::read) == 0);
  // The folder may be written to, the file not.
  fs::permissions(kept, fs::perms{0777});
  fs::permissions(kept / "mesh.lock", fs::perms{0666});
  fs::permissions(store_file(kept), fs::perms{0444});
  CHECK(code_of(kept, store_access::write) == static_cast<int>(errc::store_read_only));
}

TEST_CASE("K4 a full disk is an I/O error that names the file", "[store]") {
  data_folder data;
  {
    faulty_disk disk;
    faulty_disk::set(GENERATE(faulty_disk::fault::full, faulty_disk::fault::broken_write));
    auto full = refusal(data.path());
    CHECK(full.code == errc::io_error);
  }
  must_open(data.path()); // what failed half way is made good later
}

TEST_CASE("K4 nothing to read is no store", "[store]") {
  data_folder data;
  CHECK(refusal(data.path() / "nobody", store_access::read).code == errc::unknown_target);
  CHECK_FALSE(fs::exists(data.path() / "nobody"));
}

TEST_CASE("K4 a folder without permission is not taken for one without a store", "[store]") {
  data_folder data;
  const auto kept = data.path() / "kept";
  must_open(kept);
  fs::permissions(data.path(), fs::perms{0755});
  fs::permissions(kept, fs::perms{0700});
  CHECK(run_without_rights([&] {
          auto opened = store::open(kept, {.access = store_access::read});
          return opened ? 0 : static_cast<int>(opened.error().code);
        })
        == static_cast<int>(errc::store_read_only));
}

TEST_CASE("K4 a store whose files were deleted, moved or replaced says so, and is found again",
          "[store]") {
  data_folder data;
  const auto kept = data.path() / "kept";
  const auto aside = data.path() / "aside";
  auto where = must_open(kept);
  CHECK(where.still_there());
  const auto missing = [&] {
    auto there = where.still_there();
    return !there && there.error().code == errc::store_missing;
  };
  SECTION("moved, and back") {
    fs::rename(kept, aside);
    CHECK(missing());
    fs::create_directory(kept);
    CHECK(missing());
    fs::remove(kept);
    fs::rename(aside, kept);
    CHECK(where.still_there());
  }
  SECTION("another one in its place") {
    fs::rename(kept, aside);
    const auto other = must_open(kept); // nobody else holds this one's lock
    CHECK(missing());
  }
  SECTION("one file of it") {
    fs::remove(kept / GENERATE("mesh.sqlite", "mesh.lock"));
    CHECK(missing());
  }
  SECTION("given up") {
    where.abandon();
    CHECK(missing());
    CHECK(must_open(kept).still_there()); // its lock is free
  }
}

TEST_CASE("K4 a store of version 1 is taken over, and is of this version then", "[store]") {
  data_folder data;
  must_open(data.path());
  REQUIRE(run_sql(store_file(data.path()), "PRAGMA user_version = 1").empty());
  must_open(data.path(), store_access::read);
  must_open(data.path());
  CHECK(content_of(store_file(data.path()))[63] == 2); // of the header's user version
}
