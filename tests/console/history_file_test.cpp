#include "runtime/console/terminal/history_file.hpp"

#include <cstdlib>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::console;

namespace {

/// A directory that is gone at the end of the test.
struct scratch_directory {
  std::filesystem::path path;
  scratch_directory() {
    auto name = (std::filesystem::temp_directory_path() / "mesh-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()));
    path = name;
  }
  ~scratch_directory() { std::filesystem::remove_all(path); }
};

unsigned mode_of(const std::filesystem::path& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777u;
}

} // namespace

TEST_CASE("O7 the history is kept for its owner alone", "[console][history]") {
  scratch_directory scratch;
  auto path = scratch.path / "state" / "mesh" / "history";
  history_file history(path, 100);
  CHECK(history.load()->empty());
  REQUIRE(history.append("status"));
  REQUIRE(history.append("ask \"größe\""));
  CHECK(*history.load() == std::vector<std::string>{"status", "ask \"größe\""});
  CHECK(mode_of(path) == 0600);
  CHECK(mode_of(path.parent_path()) == 0700);
  ::chmod(path.c_str(), 0644);
  REQUIRE(history.append("kpi"));
  CHECK(mode_of(path) == 0600);
}

TEST_CASE("O7 the history has a bound", "[console][history]") {
  scratch_directory scratch;
  history_file history(scratch.path / "history", 3);
  for (int i = 0; i < 50; ++i)
    REQUIRE(history.append("wait " + std::to_string(i) + "ms"));
  const std::vector<std::string> newest{"wait 47ms", "wait 48ms", "wait 49ms"};
  CHECK(*history.load() == newest);
  std::ifstream file(scratch.path / "history");
  std::string text(std::istreambuf_iterator<char>(file), {});
  CHECK(text == "wait 47ms\nwait 48ms\nwait 49ms\n");
  CHECK(mode_of(scratch.path / "history") == 0600);
  REQUIRE(history.append(std::string(history_file::longest_line + 1, 'x')));
  REQUIRE(history.append("two\nlines"));
  REQUIRE(history.append(""));
  CHECK(*history.load() == newest);
}

TEST_CASE("O7 a history that cannot be kept is an error with its path", "[console][history]") {
  scratch_directory scratch;
  std::ofstream(scratch.path / "file") << "in the way";
  history_file history(scratch.path / "file" / "history", 3);
  auto kept = history.append("status");
  REQUIRE_FALSE(kept);
  CHECK(kept.error().code == errc::io_error);
  CHECK(kept.error().detail.find((scratch.path / "file").string()) != std::string::npos);
  CHECK_FALSE(history_file(scratch.path, 3).append("status")); // a directory
}

TEST_CASE("O7 the history stands where the desktop's rules say", "[console][history]") {
  auto saved = [](const char* name) {
    const auto* value = std::getenv(name);
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
  auto restore = [](const char* name, const std::optional<std::string>& value) {
    if (value)
      ::setenv(name, value->c_str(), 1);
    else
      ::unsetenv(name);
  };
  auto state = saved("XDG_STATE_HOME"), home = saved("HOME");
  ::setenv("HOME", "/users/x", 1);
  ::setenv("XDG_STATE_HOME", "/state", 1);
  CHECK(history_file::default_path() == "/state/mesh/history");
  ::setenv("XDG_STATE_HOME", "not/absolute", 1);
  CHECK(history_file::default_path() == "/users/x/.local/state/mesh/history");
  ::unsetenv("XDG_STATE_HOME");
  ::unsetenv("HOME");
  CHECK_FALSE(history_file::default_path());
  restore("XDG_STATE_HOME", state);
  restore("HOME", home);
}
