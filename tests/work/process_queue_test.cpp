#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/work/process_support.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

/// A program that says it runs and then hangs.
std::string hanging(const scratch_folder& here) {
  return here.script("hangs", "echo $$ > $here/running; exec sleep 1000");
}

} // namespace

TEST_CASE("of fifty programs never more than the bound run at once, and all run") {
  scratch_folder here;
  auto script = here.script("counted", "echo begin >> $here/log; cat > /dev/null\n"
                                       "echo end >> $here/log");
  auto runner = make_runner({.at_once = 4});
  std::vector<std::future<process_result>> pending;
  for (int i = 0; i < 50; ++i)
    pending.push_back(start(*runner, request({script}, std::string(100'000, 'x'))));
  for (auto& one : pending)
    CHECK(result_of(std::move(one)).failure == errc::none);
  std::ifstream log{here.path("log")};
  int running = 0;
  int most = 0;
  int ended = 0;
  for (std::string line; log >> line;) {
    running += line == "begin" ? 1 : -1;
    ended += line == "end" ? 1 : 0;
    most = std::max(most, running);
  }
  CHECK(most <= 4);
  CHECK(ended == 50);
}

TEST_CASE("programs up to the bound do run at the same time") {
  scratch_folder here;
  // Each waits for the other: in turn, they would hang.
  auto first = here.script("first", "mkfifo $here/a $here/b; echo made > $here/made\n"
                                    "echo 1 > $here/a; cat $here/b");
  auto second = here.script("second", "cat $here/a; echo 2 > $here/b");
  announcement made{here, "made"};
  auto runner = make_runner({.at_once = 2});
  auto one = start(*runner, request({first}));
  REQUIRE(made.line() == "made");
  auto two = start(*runner, request({second}));
  CHECK(result_of(std::move(one)).output == "2\n");
  CHECK(result_of(std::move(two)).output == "1\n");
}

TEST_CASE("a full queue refuses at once and has room again later") {
  scratch_folder here;
  announcement running{here, "running"};
  auto runner = make_runner({.at_once = 1, .waiting = 1});
  std::promise<process_result> ended;
  auto token = runner->run(request({hanging(here)}),
                           [&](process_result r) { ended.set_value(std::move(r)); });
  REQUIRE(token);
  REQUIRE_FALSE(running.line().empty());
  auto waiting = start(*runner, request({"true"}));
  auto refused = runner->run(request({"true"}), [](process_result) { FAIL("called"); });
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::queue_full);
  CHECK_FALSE(refused.error().remedy.empty());
  runner->cancel(*token);
  CHECK(result_of(ended.get_future()).failure == errc::cancelled);
  CHECK(result_of(std::move(waiting)).failure == errc::none);
  CHECK(run(*runner, request({"true"})).failure == errc::none);
}

TEST_CASE("M3 a program whose time passes in the queue is expired and never runs") {
  scratch_folder here;
  announcement running{here, "running"};
  auto runner = make_runner({.at_once = 1});
  auto blocker = start(*runner, request({hanging(here)}));
  REQUIRE_FALSE(running.line().empty());
  auto late = request({"touch", here.path("ran")});
  late.total_limit = GENERATE(milliseconds{20}, milliseconds{0}, milliseconds{-5});
  auto result = run(*runner, std::move(late));
  CHECK(result.failure == errc::expired);
  runner.reset();
  CHECK(result_of(std::move(blocker)).failure == errc::cancelled);
  CHECK_FALSE(here.has("ran"));
}

TEST_CASE("a waiting program that is cancelled never runs") {
  scratch_folder here;
  announcement running{here, "running"};
  auto runner = make_runner({.at_once = 1});
  auto blocker = start(*runner, request({hanging(here)}));
  REQUIRE_FALSE(running.line().empty());
  std::promise<process_result> ended;
  auto token = runner->run(request({"touch", here.path("ran")}),
                           [&](process_result r) { ended.set_value(std::move(r)); });
  REQUIRE(token);
  runner->cancel(*token);
  CHECK(result_of(ended.get_future()).failure == errc::cancelled);
  CHECK_FALSE(here.has("ran"));
}

TEST_CASE("cancelling what has ended or never was does nothing") {
  auto runner = make_runner();
  std::promise<process_result> ended;
  auto token =
      runner->run(request({"true"}), [&](process_result r) { ended.set_value(std::move(r)); });
  REQUIRE(token);
  CHECK(result_of(ended.get_future()).failure == errc::none);
  runner->cancel(*token);
  runner->cancel(*token + 1000);
  CHECK(run(*runner, request({"true"})).failure == errc::none);
}

TEST_CASE("the runner's end kills what runs, drops what waits, and tells both") {
  scratch_folder here;
  announcement running{here, "running"};
  auto runner = make_runner({.at_once = 1});
  auto active = start(*runner, request({hanging(here)}));
  auto waiting = start(*runner, request({"touch", here.path("ran")}));
  const auto pid = running.pid();
  runner.reset();
  CHECK(no_such_process(pid));
  CHECK(result_of(std::move(active)).failure == errc::cancelled);
  CHECK(result_of(std::move(waiting)).failure == errc::cancelled);
  CHECK_FALSE(here.has("ran"));
}

TEST_CASE("a callback may ask for the next program") {
  auto runner = make_runner({.at_once = 1, .waiting = 0});
  std::promise<process_result> ended;
  auto token = runner->run(request({"cat"}, "first"), [&](process_result first) {
    (void)runner->run(request({"cat"}, first.output + ", second"),
                      [&](process_result second) { ended.set_value(std::move(second)); });
  });
  REQUIRE(token);
  CHECK(result_of(ended.get_future()).output == "first, second");
}

TEST_CASE("the last owner of a runner may be one of its callbacks") {
  std::promise<void> released;
  auto runner = make_runner();
  auto* raw = runner.get();
  struct tell {
    explicit tell(std::promise<void>& p) : at_end(p) {}
    std::promise<void>& at_end;
    ~tell() { at_end.set_value(); }
  };
  auto held = std::make_shared<std::shared_ptr<process_runner>>(std::move(runner));
  auto teller = std::make_shared<tell>(released);
  auto token = raw->run(request({"true"}), [held, teller](process_result) { held->reset(); });
  teller.reset();
  REQUIRE(token);
  CHECK(released.get_future().wait_for(std::chrono::minutes{1}) == std::future_status::ready);
}
