#include <thread>

#include "tests/support/catch.hpp"
#include "tests/work/process_support.hpp"

using namespace mesh;
using namespace mesh::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a program gets its input and its output comes back") {
  auto runner = make_runner();
  auto result = run(*runner, request({"cat"}, "hello\n"));
  CHECK(result.failure == errc::none);
  CHECK(result.detail.empty());
  CHECK(result.output == "hello\n");
}

TEST_CASE("input and output larger than any pipe pass through") {
  auto runner = make_runner();
  auto what = request({"cat"});
  for (int i = 0; what.input.size() < 3'000'000; ++i)
    what.input += std::to_string(i) + ' ';
  what.output_bytes = std::int64_t(what.input.size());
  const auto input = what.input;
  auto result = run(*runner, std::move(what));
  CHECK(result.failure == errc::none);
  CHECK((result.output == input)); // not shown: it is long
}

TEST_CASE("no shell comes between: arguments arrive as they are") {
  auto runner = make_runner();
  auto result = run(*runner, request({"printf", "%s|", "$(id)", "a  b", "*", ";", "", "'"}));
  CHECK(result.output == "$(id)|a  b|*|;||'|");
}

TEST_CASE("a program need not read its input") {
  scratch_folder here;
  auto runner = make_runner();
  const std::string much(1'000'000, 'x');
  CHECK(run(*runner, request({"true"}, much)).failure == errc::none);
  auto result = run(*runner, request({here.script("closes", "exec <&-; echo done")}, much));
  CHECK(result.failure == errc::none);
  CHECK(result.output == "done\n");
}

TEST_CASE("a program that cannot be executed is command_missing and is named") {
  scratch_folder here;
  auto runner = make_runner();
  const std::vector<std::pair<std::string, std::string>> table{
      {"no-such-program-of-mesh", "No such file"},
      {here.path("nothing"), "No such file"},
      {here.file("text", "#!/bin/sh\n"), "Permission denied"},
      {here.path(""), "Permission denied"}, // a folder
      {"/dev/null/x", "Not a directory"},
  };
  for (const auto& [argv0, reason] : table) {
    auto result = run(*runner, request({argv0}));
    CHECK(result.failure == errc::command_missing);
    CHECK_THAT(result.detail, ContainsSubstring(argv0) && ContainsSubstring(reason));
  }
}

TEST_CASE("a script without #! is not handed to a shell behind one's back") {
  scratch_folder here;
  auto script = here.script("bare", "");
  (void)here.file("bare", "touch " + here.path("ran") + "\n");
  auto runner = make_runner();
  auto result = run(*runner, request({script}));
  CHECK(result.failure == errc::command_missing);
  CHECK_THAT(result.detail, ContainsSubstring("#!/bin/sh"));
  CHECK_FALSE(here.has("ran"));
}

TEST_CASE("another exit status is an error that quotes the last line of stderr") {
  scratch_folder here;
  auto runner = make_runner();
  auto script =
      here.script("fails", "echo first >&2; printf 'no \\033[1mluck\\n\\n' >&2; exit 3");
  auto result = run(*runner, request({script}));
  CHECK(result.failure == errc::command_exit_status);
  CHECK(result.detail == script + " exited with status 3: no .[1mluck");
}

TEST_CASE("a flood on stderr is no error, and its end is what is quoted") {
  scratch_folder here;
  auto runner = make_runner();
  auto noise = here.script("noise", "yes blah | head -c 3000000 >&2; echo; echo the end >&2");
  auto result = run(*runner, request({noise}));
  CHECK(result.failure == errc::none);
  auto fails = here.script("fails", noise + "; exit 1");
  CHECK_THAT(run(*runner, request({fails})).detail, ContainsSubstring("status 1: the end"));
}

TEST_CASE("a program killed by a signal is an error that names the signal") {
  scratch_folder here;
  auto runner = make_runner();
  auto result = run(*runner, request({here.script("crash", "kill -SEGV $$")}));
  CHECK(result.failure == errc::command_exit_status);
  CHECK_THAT(result.detail, ContainsSubstring("killed by SIGSEGV"));
}

TEST_CASE("a program that signals its own group hits nobody else") {
  scratch_folder here;
  auto runner = make_runner();
  auto result = run(*runner, request({here.script("suicide", "kill -KILL 0")}));
  CHECK(result.failure == errc::command_exit_status);
  CHECK_THAT(result.detail, ContainsSubstring("killed by SIGKILL"));
}

TEST_CASE("a request without a program is refused") {
  auto runner = make_runner();
  const auto argv = GENERATE(std::vector<std::string>{}, std::vector<std::string>{""},
                             std::vector<std::string>{"echo", std::string("a\0b", 3)});
  auto token = runner->run(request(argv), [](process_result) { FAIL("called"); });
  REQUIRE_FALSE(token);
  CHECK(token.error().code == errc::invalid_argument);
}

TEST_CASE("several threads may ask for programs at once") {
  auto runner = make_runner();
  std::vector<std::vector<std::future<process_result>>> pending(4);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < pending.size(); ++t) {
    for (int i = 0; i < 10; ++i)
      pending[t].emplace_back();
    threads.emplace_back([&, t] {
      for (auto& one : pending[t]) {
        auto promise = std::make_shared<std::promise<process_result>>();
        one = promise->get_future();
        (void)runner->run(request({"cat"}, std::to_string(t)),
                          [promise](process_result r) { promise->set_value(std::move(r)); });
      }
    });
  }
  for (auto& thread : threads)
    thread.join();
  for (std::size_t t = 0; t < pending.size(); ++t) {
    for (auto& one : pending[t])
      CHECK(result_of(std::move(one)).output == std::to_string(t));
  }
}
