#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <map>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

#include "actors/work/process/environment.hpp"
#include "tests/support/catch.hpp"
#include "tests/work/process_support.hpp"

using namespace mesh;
using namespace mesh::test;

TEST_CASE("a program inherits no descriptor but stdin, stdout and stderr") {
  const int leaky = ::open("/dev/null", O_RDONLY); // without O_CLOEXEC
  REQUIRE(leaky > 2);
  auto runner = make_runner();
  auto result = run(*runner, request({"ls", "/proc/self/fd"}));
  ::close(leaky);
  CHECK(result.output == "0\n1\n2\n3\n"); // 3 is the folder that ls reads
}

TEST_CASE("a program has default signals, whatever the host did to its own") {
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  sigaddset(&blocked, SIGUSR1);
  REQUIRE(::pthread_sigmask(SIG_BLOCK, &blocked, &before) == 0);
  auto* old_handler = std::signal(SIGPIPE, SIG_IGN);
  auto runner = make_runner(); // its thread inherits the mask
  auto result = run(*runner, request({"grep", "-E", "Sig(Blk|Ign)", "/proc/self/status"}));
  std::signal(SIGPIPE, old_handler);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  std::istringstream lines{result.output};
  std::string name;
  std::uint64_t blocked_bits = 1;
  std::uint64_t ignored_bits = 1;
  REQUIRE(lines >> name >> std::hex >> blocked_bits >> name >> ignored_bits);
  CHECK(blocked_bits == 0);
  // 32 and 33 are the C library's own, and it does with them what it wants.
  CHECK((ignored_bits & ~(std::uint64_t{3} << 31)) == 0);
}

TEST_CASE("a program is in a session of the reaper's and in a group of its own") {
  auto runner = make_runner();
  auto result = run(*runner, request({"cat", "/proc/self/stat"}));
  std::istringstream stat{result.output.substr(result.output.rfind(')') + 1)};
  char state = 0;
  pid_t parent = 0;
  pid_t group = 0;
  pid_t session = 0;
  int terminal = 0;
  REQUIRE(stat >> state >> parent >> group >> session >> terminal);
  CHECK(group == std::stoi(result.output)); // its own pid
  CHECK(session == parent);
  CHECK(terminal == 0);
}

TEST_CASE("programs run although the host closed its own stdin") {
  const int kept = ::dup(0);
  ::close(0);
  auto result = run(*make_runner(), request({"cat"}, "through"));
  if (kept >= 0) {
    ::dup2(kept, 0);
    ::close(kept);
  }
  CHECK(result.failure == errc::none);
  CHECK(result.output == "through");
}

TEST_CASE("no descriptor and no zombie is left of programs that ended") {
  scratch_folder here;
  const auto before = open_descriptors();
  {
    auto runner = make_runner();
    const auto running = open_descriptors();
    for (int i = 0; i < 5; ++i) {
      CHECK(run(*runner, request({"cat"}, "x")).failure == errc::none);
      CHECK(run(*runner, request({"false"})).failure == errc::command_exit_status);
      CHECK(run(*runner, request({"/nowhere"})).failure == errc::command_missing);
      CHECK(open_descriptors() == running);
    }
  }
  CHECK(open_descriptors() == before);
  CHECK((::waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD));
}

TEST_CASE("a program gets a clean environment, and what it is given by name") {
  REQUIRE(::setenv("MESH_TEST_SECRET", "hidden", 1) == 0);
  REQUIRE(::setenv("MESH_TEST_GIVEN", "passed on", 1) == 0);
  auto runner = make_runner();
  auto what = request({"env"});
  what.env = {"MESH_TEST_GIVEN", "MODEL=small", "NOT_SET_HERE", "HOME=/elsewhere"};
  auto result = run(*runner, what);
  CHECK(result.failure == errc::none);
  CHECK(result.output.find("MESH_TEST_SECRET") == std::string::npos);
  CHECK(result.output.find("MESH_TEST_GIVEN=passed on\n") != std::string::npos);
  CHECK(result.output.find("MODEL=small\n") != std::string::npos);
  CHECK(result.output.find("NOT_SET_HERE") == std::string::npos);
  CHECK(result.output.find("HOME=/elsewhere\n") != std::string::npos);
  CHECK(result.output.find("PATH=") != std::string::npos);
  what.env = {"=x"};
  auto refused = runner->run(what, [](const process_result&) {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::invalid_argument);
}

TEST_CASE("the environment of a program is that of the mesh in a few names only") {
  const std::map<std::string, std::string> mesh_has{
      {"HOME", "/var/mesh"}, {"TZ", "UTC"}, {"LANG", "C.UTF-8"}, {"AWS_SECRET", "x"}};
  auto here = [&](const std::string& name) {
    auto found = mesh_has.find(name);
    return found == mesh_has.end() ? std::nullopt : std::optional(found->second);
  };
  using all = std::vector<std::string>;
  CHECK(
      program_environment({}, here)
      == all{"HOME=/var/mesh", "LANG=C.UTF-8", "PATH=/usr/local/bin:/usr/bin:/bin", "TZ=UTC"});
  CHECK(program_environment({"AWS_SECRET", "TZ=CET", "TZ=EET", "GONE"}, here)
        == all{"AWS_SECRET=x", "HOME=/var/mesh", "LANG=C.UTF-8",
               "PATH=/usr/local/bin:/usr/bin:/bin", "TZ=EET"});
}
