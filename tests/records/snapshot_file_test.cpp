#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/records/snapshot_file.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::storage;
using namespace mesh::test;
namespace fs = std::filesystem;

namespace {

struct snapshot : data_folder {
  fs::path file = path() / "frozen.snap";
  std::string bytes = std::string("what was frozen") + '\0' + " with a zero";

  /// The error of a file that must not be read; it names the path and a remedy.
  [[nodiscard]] errc refusal() const {
    auto read = read_snapshot(file);
    REQUIRE_FALSE(read);
    CHECK_THAT(read.error().detail, Catch::Matchers::ContainsSubstring(file.string()));
    CHECK_FALSE(read.error().remedy.empty());
    return read.error().code;
  }
};

/// While one lives, no file of this process grows beyond `bytes`.
class file_size_limit {
public:
  explicit file_size_limit(rlim_t bytes) {
    before_ = std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &limit_);
    rlimit small{bytes, limit_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~file_size_limit() {
    setrlimit(RLIMIT_FSIZE, &limit_);
    std::signal(SIGXFSZ, before_);
  }
  file_size_limit(const file_size_limit&) = delete;
  file_size_limit& operator=(const file_size_limit&) = delete;

private:
  rlimit limit_{};
  void (*before_)(int) = nullptr;
};

} // namespace

TEST_CASE_METHOD(snapshot, "O6 a snapshot is read as it was written", "[snapshot]") {
  for (const auto& what : {bytes, std::string{}, std::string(1'000'000, 'x')}) {
    REQUIRE(write_snapshot(file, what));
    CHECK(read_snapshot(file).value() == what);
  }
  CHECK(std::distance(fs::directory_iterator(path()), {}) == 1); // nothing left beside it
}

TEST_CASE_METHOD(snapshot, "O6 any changed byte of a snapshot is found", "[snapshot]") {
  REQUIRE(write_snapshot(file, bytes));
  for (std::size_t at = 0; at < fs::file_size(file); ++at) {
    flip(file, at, 0x41);
    auto code = refusal();
    CHECK(code
          == (at < 8    ? errc::store_foreign
              : at < 12 ? errc::unsupported
              : at < 20 ? errc::store_corrupt
                        : errc::hash_mismatch));
    flip(file, at, 0x41);
  }
  CHECK(read_snapshot(file));
}

TEST_CASE_METHOD(snapshot, "O6 a snapshot cut off anywhere, or with more behind it, is corrupt",
                 "[snapshot]") {
  REQUIRE(write_snapshot(file, bytes));
  const auto whole = content_of(file);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    set_content(file, whole.substr(0, size));
    CHECK(refusal() == errc::store_corrupt);
  }
  set_content(file, whole + "x");
  CHECK(refusal() == errc::store_corrupt);
}

TEST_CASE_METHOD(snapshot, "O6 what is missing, foreign or no file says so", "[snapshot]") {
  CHECK(refusal() == errc::unknown_target);
  set_content(file, "SQLite format 3");
  CHECK(refusal() == errc::store_foreign);
  fs::remove(file);
  fs::create_directory(file);
  CHECK(read_snapshot(file).error().code == errc::io_error);
}

TEST_CASE_METHOD(snapshot, "O6 a full disk keeps the snapshot that was there", "[snapshot]") {
  REQUIRE(write_snapshot(file, bytes));
  {
    file_size_limit full(1'000);
    auto failed = write_snapshot(file, std::string(10'000, 'x'));
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == errc::io_error);
    CHECK_THAT(failed.error().detail, Catch::Matchers::ContainsSubstring(file.string()));
    CHECK_FALSE(failed.error().remedy.empty());
  }
  CHECK(read_snapshot(file).value() == bytes);
  CHECK(std::distance(fs::directory_iterator(path()), {}) == 1);
}

TEST_CASE_METHOD(snapshot, "O6 no right to write is read-only", "[snapshot]") {
  REQUIRE(write_snapshot(file, bytes));
  fs::permissions(path(), fs::perms{0555});
  CHECK(run_without_rights([&] {
          auto failed = write_snapshot(file, "new");
          return failed ? 0 : static_cast<int>(failed.error().code);
        })
        == static_cast<int>(errc::store_read_only));
  CHECK(read_snapshot(file).value() == bytes);
}

TEST_CASE_METHOD(snapshot,
                 "O6 kill -9 while freezing leaves the old state or the new one whole",
                 "[snapshot]") {
  const std::string kinds[] = {std::string(300'000, 'a'), std::string(200'000, 'b')};
  REQUIRE(write_snapshot(file, kinds[0]));
  for (int round = 0; round < 10; ++round) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      for (int i = 0;; ++i)
        if (!write_snapshot(file, kinds[i % 2]) || ::write(ends[1], "x", 1) != 1)
          ::_exit(1);
    }
    ::close(ends[1]);
    char byte = 0;
    for (int writes = 0; writes <= round % 4; ++writes) // killed within the one after
      REQUIRE(::read(ends[0], &byte, 1) == 1);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ends[0]);
    auto read = read_snapshot(file);
    REQUIRE(read);
    CHECK((*read == kinds[0] || *read == kinds[1]));
  }
  REQUIRE(write_snapshot(file, bytes)); // what was left half written is no hindrance
  CHECK(read_snapshot(file).value() == bytes);
}
