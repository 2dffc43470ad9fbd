#include "actors/work/process/spawn.hpp"

#include <csignal>
#include <sstream>
#include <sys/wait.h>

#include "tests/support/catch.hpp"
#include "tests/work/process_support.hpp"

using namespace mesh;
using namespace mesh::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("programs die when the mesh is gone, however it ended") {
  scratch_folder here;
  announcement running{here, "running"};
  auto script = here.script("hangs", "echo $$ > $here/running; exec sleep 1000");
  auto reaper = find_reaper();
  REQUIRE(reaper);
  auto process = spawn(*reaper, {script}, {}, 0);
  REQUIRE(process);
  const auto pid = running.pid();
  process->control.reset(); // as the kernel does when a process dies
  CHECK(::waitpid(process->reaper, nullptr, 0) == process->reaper);
  CHECK(no_such_process(pid));
}

TEST_CASE("a reaper that is asked to end takes its program with it") {
  scratch_folder here;
  announcement running{here, "running"};
  auto runner = make_runner();
  auto script = here.script("hangs", "echo $$ $PPID > $here/running; exec sleep 1000");
  auto pending = start(*runner, request({script}));
  std::istringstream pids{running.line()};
  pid_t program = 0;
  pid_t reaper = 0;
  REQUIRE(pids >> program >> reaper);
  REQUIRE(::kill(reaper, SIGTERM) == 0);
  CHECK(result_of(std::move(pending)).failure == errc::command_exit_status);
  CHECK(no_such_process(program));
}

TEST_CASE("a program that kills its reaper dies with it, and the loss is an error") {
  scratch_folder here;
  announcement running{here, "running"};
  announcement never{here, "never"};
  auto runner = make_runner();
  auto script =
      here.script("kills", "echo $$ > $here/running; kill -KILL $PPID; read x < $here/never");
  auto pending = start(*runner, request({script}));
  const auto pid = running.pid();
  auto result = result_of(std::move(pending));
  CHECK(result.failure == errc::io_error);
  CHECK_THAT(result.detail,
             ContainsSubstring("the reaper of") && ContainsSubstring("was killed"));
  CHECK(dies(pid));
}

TEST_CASE("a runner without a reaper is refused and says where it looked") {
  auto runner = process_runner::make({.reaper = "/no/such/mesh-reaper"});
  REQUIRE_FALSE(runner);
  CHECK(runner.error().code == errc::io_error);
  CHECK_THAT(runner.error().detail, ContainsSubstring("/no/such/mesh-reaper"));
}

TEST_CASE("a runner needs at least one place") {
  auto runner = process_runner::make({.at_once = GENERATE(0, -1)});
  REQUIRE_FALSE(runner);
  CHECK(runner.error().code == errc::invalid_argument);
}

TEST_CASE("a reaper that cannot be started is an io_error of each program") {
  scratch_folder here;
  auto broken = here.script("reaper", "");
  auto runner = make_runner({.reaper = broken});
  (void)here.file("reaper", "no program at all");
  auto result = run(*runner, request({"true"}));
  CHECK(result.failure == errc::io_error);
  CHECK_THAT(result.detail, ContainsSubstring("cannot start " + broken));
}

TEST_CASE("programs that cannot be killed are given up after a grace period") {
  scratch_folder here;
  announcement running{here, "running"};
  // Stands for a process that hangs in the kernel: it does not react.
  auto deaf = here.script("reaper", "echo $$ > $here/running; exec sleep 1000");
  auto runner = make_runner({.kill_grace = milliseconds{10}, .reaper = deaf});
  auto pending = start(*runner, request({"true"}));
  const auto pid = running.pid();
  runner.reset();
  auto result = result_of(std::move(pending));
  CHECK(result.failure == errc::cancelled);
  CHECK_THAT(result.detail, ContainsSubstring("still there 10 ms after they were killed"));
  CHECK(no_such_process(pid));
}
