#include "actors/work/command/command_work.hpp"

#include "tests/support/catch.hpp"
#include "tests/work/process_support.hpp"

using namespace mesh;
using namespace mesh::test;
using Catch::Matchers::ContainsSubstring;

namespace {

job some_job(std::string_view payload = {}, std::uint64_t id = 7) {
  job what{.id = {id}, .agent = {1, 2, 3}, .verb = "act", .payload = payload};
  what.time_left = std::chrono::minutes{1};
  return what;
}

/// A job on its way: at once or later, its result ends up here.
class pending_job {
public:
  pending_job(work& agent, const job& what) {
    auto at_once = agent.start(what, [this] {
      return [promise = promise_](work_result r) {
        promise->set_value(std::move(r));
      };
    });
    if (at_once)
      promise_->set_value(std::move(at_once->result));
  }
  work_result result() {
    auto future = promise_->get_future();
    REQUIRE(future.wait_for(std::chrono::minutes{1}) == std::future_status::ready);
    return future.get();
  }

private:
  std::shared_ptr<std::promise<work_result>> promise_ =
      std::make_shared<std::promise<work_result>>();
};

work_result run_job(work& agent, const job& what) {
  return pending_job{agent, what}.result();
}

struct fixture {
  scratch_folder here;
  std::shared_ptr<process_runner> runner = make_runner();

  [[nodiscard]] std::unique_ptr<work> agent(const std::string& body) const {
    return make_command_work(runner, {.argv = {here.script("agent", body)}});
  }
};

} // namespace

TEST_CASE_METHOD(fixture, "a command agent answers") {
  auto echo = agent(R"(read line; printf '{"state": 1, "value": %s}' "$line")");
  auto result = run_job(*echo, some_job("hello"));
  CAPTURE(result.detail);
  CHECK(result.failure == errc::none);
  CHECK(result.state == trinary::ready);
  CHECK_THAT(result.value, ContainsSubstring(R"("agent":"s01.c02.a03")")
                               && ContainsSubstring(R"("payload":"hello")")
                               && ContainsSubstring(R"("verb":"act")"));
}

TEST_CASE_METHOD(fixture, "a command agent finds a conflict") {
  auto doubts = agent(R"(echo '{"state": "conflict", "expected": "a", "received": "b"}')");
  auto result = run_job(*doubts, some_job());
  CHECK(result.state == trinary::conflict);
  CHECK(result.failure == errc::none);
}

TEST_CASE_METHOD(fixture, "a command agent that does not do its job fails by name") {
  const auto [body, failure] = GENERATE(table<std::string, errc>({
      {"echo hello", errc::command_bad_output},
      {"true", errc::command_bad_output},
      {"echo '{\"state\": 1}'; exit 1", errc::command_exit_status},
      {"kill -TERM $$", errc::command_exit_status},
      {"yes", errc::command_output_limit},
      {"tail /dev/zero", errc::command_memory_limit},
  }));
  CAPTURE(body);
  auto config = command_work_config{.argv = {here.script("agent", body)}};
  config.memory_bytes = 64 << 20;
  auto broken = make_command_work(runner, config);
  auto result = run_job(*broken, some_job());
  CAPTURE(result.detail);
  CHECK(result.failure == failure);
  CHECK(result.state == trinary::transit);
}

TEST_CASE_METHOD(fixture, "a command that is missing or not configured fails by name") {
  auto missing = make_command_work(runner, {.argv = {here.path("nothing")}});
  CHECK(run_job(*missing, some_job()).failure == errc::command_missing);
  auto empty = make_command_work(runner, {});
  CHECK(run_job(*empty, some_job()).failure == errc::invalid_argument);
}

TEST_CASE_METHOD(fixture,
                 "a command has the configured time, or the message's if that is less") {
  const bool by_message = GENERATE(true, false);
  auto config = command_work_config{.argv = {"sleep", "1000"}};
  config.timeout_ms = by_message ? 60'000 : 100;
  auto slow = make_command_work(runner, config);
  auto what = some_job();
  if (by_message)
    what.time_left = milliseconds{100};
  auto result = run_job(*slow, what);
  CHECK(result.failure == errc::command_timeout);
  CHECK_THAT(result.detail, ContainsSubstring("100 ms"));
}

TEST_CASE_METHOD(fixture, "M3 a job without time left is expired and not run") {
  auto touches = agent("touch $here/ran");
  auto what = some_job();
  what.time_left = duration::zero();
  CHECK(run_job(*touches, what).failure == errc::expired);
  CHECK_FALSE(here.has("ran"));
}

TEST_CASE_METHOD(fixture, "a cancelled job's program is killed, other jobs' are not") {
  announcement running{here, "running"};
  auto hangs = agent("case $(cat) in *hang*) echo $$ > $here/running; exec sleep 1000;; esac\n"
                     R"(echo '{"state": 1}')");
  pending_job first{*hangs, some_job("hang", 1)};
  const auto pid = running.pid();
  pending_job second{*hangs, some_job("go on", 2)};
  hangs->cancel({1});
  hangs->cancel({99}); // nobody
  CHECK(first.result().failure == errc::cancelled);
  CHECK(no_such_process(pid));
  CHECK(second.result().failure == errc::none);
}

TEST_CASE_METHOD(fixture, "the end of an agent ends its programs") {
  announcement running{here, "running"};
  auto hangs = agent("echo $$ > $here/running; exec sleep 1000");
  pending_job job{*hangs, some_job()};
  const auto pid = running.pid();
  hangs.reset();
  CHECK(job.result().failure == errc::cancelled);
  CHECK(no_such_process(pid));
}

TEST_CASE_METHOD(fixture,
                 "a job that comes again while it is cancelled can be cancelled again") {
  announcement running{here, "running"};
  auto hangs = agent("echo $$ > $here/running; exec sleep 1000");
  pending_job first{*hangs, some_job()};
  REQUIRE(running.pid() > 0);
  hangs->cancel({7});
  pending_job second{*hangs, some_job()};
  CHECK(first.result().failure == errc::cancelled);
  REQUIRE(running.pid() > 0);
  hangs->cancel({7});
  CHECK(second.result().failure == errc::cancelled);
}

TEST_CASE("agents that share a full runner are told so at once") {
  scratch_folder here;
  announcement running{here, "running"};
  auto runner = make_runner({.at_once = 1, .waiting = 0});
  auto script = here.script("hangs", "echo $$ > $here/running; exec sleep 1000");
  auto first = make_command_work(runner, {.argv = {script}});
  auto second = make_command_work(runner, {.argv = {"true"}});
  pending_job busy{*first, some_job()};
  REQUIRE(running.pid() > 0);
  CHECK(run_job(*second, some_job()).failure == errc::queue_full);
  first.reset();
  CHECK(busy.result().failure == errc::cancelled);
}
