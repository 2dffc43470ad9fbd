#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/work/process_support.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

/// Writes the program `straggler`, which announces its pid and then hangs, and
/// returns a way to leave it behind.
std::string way_to_leave_straggler(const scratch_folder& here, const std::string& name) {
  (void)here.script("straggler", "echo $$ > $here/left; exec sleep 1000");
  (void)here.script("daemon", "( setsid $here/straggler & )");
  if (name == "in the background")
    return "$here/straggler &";
  if (name == "in a session of its own")
    return "setsid $here/straggler &";
  if (name == "as a daemon")
    return "( setsid $here/straggler <&- >&- 2>&- & )";
  if (name == "as a daemon that ignores signals")
    return "( trap '' HUP TERM INT; setsid $here/straggler & )";
  return "( setsid $here/daemon & )"; // twice removed
}

std::string any_way() {
  return GENERATE("in the background", "in a session of its own", "as a daemon",
                  "as a daemon that ignores signals", "twice removed");
}

} // namespace

TEST_CASE("what a program leaves behind is dead when its result is delivered") {
  const auto way = any_way();
  CAPTURE(way);
  scratch_folder here;
  announcement straggler{here, "left"};
  // It exits only when the straggler runs: the test has read its pid by then.
  auto script = here.script("leaves", way_to_leave_straggler(here, way)
                                          + "\nread go < $here/go; echo left");
  announcement go{here, "go"};
  auto runner = make_runner();
  auto pending = start(*runner, request({script}));
  const auto pid = straggler.pid();
  CHECK_FALSE(no_such_process(pid));
  std::ofstream gate{here.path("go")}; // stays open: the program may come to it later
  gate << "go" << std::endl;
  auto result = result_of(std::move(pending));
  CHECK(result.failure == errc::none);
  CHECK(result.output == "left\n");
  CHECK(no_such_process(pid));
}

TEST_CASE("a program that is cancelled dies with all its descendants") {
  const auto way = any_way();
  CAPTURE(way);
  scratch_folder here;
  announcement straggler{here, "left"};
  announcement itself{here, "itself"};
  auto script = here.script("hangs", way_to_leave_straggler(here, way)
                                         + "\necho $$ > $here/itself; sleep 1000");
  auto runner = make_runner();
  std::promise<process_result> ended;
  auto token =
      runner->run(request({script}), [&](process_result r) { ended.set_value(std::move(r)); });
  REQUIRE(token);
  const auto pids = {straggler.pid(), itself.pid()};
  runner->cancel(*token);
  CHECK(result_of(ended.get_future()).failure == errc::cancelled);
  for (auto pid : pids)
    CHECK(no_such_process(pid));
}

TEST_CASE("a chain of processes that flee from session to session is caught") {
  scratch_folder here;
  announcement running{here, "running"};
  // Each starts the next one and exits. Ends by itself should it be missed.
  auto script = here.script("flees", "n=${1:-0}\n"
                                     "[ $n -ne 20 ] || echo $$ > $here/running\n"
                                     "[ $n -ge 5000 ] || setsid $0 $((n + 1)) &\n"
                                     "[ $n -ne 0 ] || sleep 1000");
  auto runner = make_runner();
  std::promise<process_result> ended;
  auto token =
      runner->run(request({script}), [&](process_result r) { ended.set_value(std::move(r)); });
  REQUIRE(token);
  REQUIRE_FALSE(running.line().empty());
  CHECK_FALSE(here.commands_running().empty());
  runner->cancel(*token);
  CHECK(result_of(ended.get_future()).failure == errc::cancelled);
  CHECK(here.commands_running().empty());
}

TEST_CASE("a hundred children of one program die with it") {
  scratch_folder here;
  announcement ready{here, "ready"};
  auto script =
      here.script("many", "for i in $(seq 50); do sleep 1000 & setsid sleep 1000 & done\n"
                          "echo $$ > $here/ready; wait");
  auto runner = make_runner();
  const auto before = open_descriptors();
  std::promise<process_result> ended;
  auto token =
      runner->run(request({script}), [&](process_result r) { ended.set_value(std::move(r)); });
  REQUIRE(token);
  const auto pid = ready.pid();
  runner->cancel(*token);
  CHECK(result_of(ended.get_future()).failure == errc::cancelled);
  CHECK(no_such_process(pid));
  CHECK(open_descriptors() == before);
}
