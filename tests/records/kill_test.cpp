#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/records/conflict_support.hpp"
#include "tests/records/storm.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::storage;
using namespace mesh::test;

namespace {

/// A process that writes conflicts, and what it has acknowledged.
class storm_process {
public:
  explicit storm_process(const std::filesystem::path& folder) {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    auto program = std::string(MESH_STORM);
    auto name = folder.string();
    char* argv[] = {program.data(), name.data(), nullptr};
    REQUIRE(::posix_spawn(&pid_, program.c_str(), &actions, nullptr, argv, environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    out_ = ends[0];
  }
  ~storm_process() { ::close(out_); }
  storm_process(const storm_process&) = delete;
  storm_process& operator=(const storm_process&) = delete;

  /// Reads `count` lines and kills it; gives these and all it printed until it
  /// was dead.
  std::vector<std::string> kill_after(std::uint64_t count) {
    while (lines_.size() < count)
      if (!read_some())
        break;
    ::kill(pid_, SIGKILL);
    while (read_some()) {
    }
    int status = 0;
    ::waitpid(pid_, &status, 0);
    REQUIRE(WIFSIGNALED(status)); // it did not end by itself
    return lines_;
  }

private:
  bool read_some() {
    char bytes[4'096];
    auto got = ::read(out_, bytes, sizeof bytes);
    if (got <= 0)
      return false;
    rest_.append(bytes, static_cast<std::size_t>(got));
    for (auto end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n')) {
      lines_.push_back(rest_.substr(0, end));
      rest_.erase(0, end + 1);
    }
    return true;
  }

  pid_t pid_ = -1;
  int out_ = -1;
  std::string rest_;
  std::vector<std::string> lines_;
};

bool is_in(const conflict_log& log, const std::string& line) {
  auto id = std::stoull(line.substr(2));
  auto found = log.find({id});
  if (!found || found->seq != id || found->entry != storm_conflict(id))
    return false;
  return line[0] == 'c' || found->resolution == storm_resolution(id);
}

} // namespace

TEST_CASE("K4 kill -9 at ten random moments of a storm loses no acknowledged record",
          "[kill]") {
  data_folder data;
  random_source random(mesh::testing::first_seed());
  std::vector<std::string> acknowledged;
  for (int round = 0; round < 10; ++round) {
    CAPTURE(round);
    auto lines = storm_process(data.path()).kill_after(random.below(2'000));
    acknowledged.insert(acknowledged.end(), lines.begin(), lines.end());
    if (std::filesystem::exists(store_file(data.path())) && !lines.empty())
      CHECK(first_finding(data.path()).empty());
    auto where = must_open(data.path());
    auto log = must_open_log(where);
    for (const auto& line : lines)
      if (!is_in(log, line))
        FAIL("lost: " << line);
  }
  auto where = must_open(data.path());
  auto log = must_open_log(where);
  CHECK(acknowledged.size() > 1'000);
  for (const auto& line : acknowledged)
    if (!is_in(log, line))
      FAIL("lost later: " << line);
  auto verified = log.verify();
  REQUIRE(verified);
  CHECK(verified->intact());
  CHECK(head_of(verified->heads, chain::conflicts).count == log.query({})->total);
}

TEST_CASE("K4 a store that was killed while it was made is made again", "[kill]") {
  data_folder data;
  for (int round = 0; round < 5; ++round) {
    const auto folder = data.path() / std::to_string(round);
    storm_process(folder).kill_after(0);
    auto where = must_open(folder);
    CHECK(must_open_log(where).verify()->intact());
  }
}
