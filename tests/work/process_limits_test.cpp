#include "tests/support/catch.hpp"
#include "tests/work/process_support.hpp"

using namespace mesh;
using namespace mesh::test;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr std::int64_t megabyte = 1 << 20;

} // namespace

TEST_CASE("a program that hangs is ended when its time is over") {
  scratch_folder here;
  announcement never{here, "never"};
  auto runner = make_runner();
  auto what = request({here.script("hangs", "trap '' TERM INT HUP; read x < $here/never")});
  what.run_limit = milliseconds{100};
  auto result = run(*runner, std::move(what));
  CHECK(result.failure == errc::command_timeout);
  CHECK_THAT(result.detail, ContainsSubstring("hangs did not end within 100 ms"));
  CHECK(here.commands_running().empty());
}

TEST_CASE("a program gets no more time than the whole request has") {
  auto runner = make_runner();
  auto what = request({"sleep", "1000"});
  what.total_limit = milliseconds{150};
  auto result = run(*runner, std::move(what));
  CHECK(result.failure == errc::command_timeout);
  CHECK(result.detail == "sleep did not end within the 150 ms it was given");
}

TEST_CASE("a program whose descendants never end is judged by its own end") {
  scratch_folder here;
  auto runner = make_runner();
  auto result = run(*runner, request({here.script("quick", "sleep 1000 & echo quick")}));
  CHECK(result.failure == errc::none);
  CHECK(result.output == "quick\n");
}

TEST_CASE("output may be as long as the limit and no longer") {
  const auto [bytes, expected] =
      GENERATE(table<std::string, errc>({{"999", errc::none},
                                         {"1000", errc::none},
                                         {"1001", errc::command_output_limit},
                                         {"300000", errc::command_output_limit}}));
  auto runner = make_runner();
  auto what = request({"head", "-c", bytes, "/dev/zero"});
  what.output_bytes = 1000;
  auto result = run(*runner, std::move(what));
  CAPTURE(bytes, result.detail);
  CHECK(result.failure == expected);
  CHECK(std::to_string(result.output.size()) == (expected == errc::none ? bytes : "0"));
}

TEST_CASE("a program that writes for ever is ended at the limit") {
  auto runner = make_runner();
  auto result = run(*runner, request({"yes"}));
  CHECK(result.failure == errc::command_output_limit);
  CHECK(result.detail == "yes wrote more than 1048576 bytes");
}

TEST_CASE("a program that fails for want of memory is told apart") {
  auto runner = make_runner();
  SECTION("by how much it took, though it says nothing") {
    auto what = request({MEMORY_HOG});
    what.memory_bytes = 64 * megabyte;
    auto result = run(*runner, std::move(what));
    CAPTURE(result.detail);
    CHECK(result.failure == errc::command_memory_limit);
    CHECK_THAT(result.detail, ContainsSubstring("limit 67108864 bytes"));
  }
  SECTION("by what it says, though it took little") {
    scratch_folder here;
    auto what = request({here.script("modest", "echo 'std::bad_alloc' >&2; kill -ABRT $$")});
    what.memory_bytes = 512 * megabyte;
    CHECK(run(*runner, std::move(what)).failure == errc::command_memory_limit);
  }
  SECTION("and one that has room enough is not hindered") {
    auto what = request({"cat"}, "room enough");
    what.memory_bytes = 64 * megabyte;
    CHECK(run(*runner, std::move(what)).output == "room enough");
  }
  SECTION("from one that fails for another reason") {
    auto what = request({"false"});
    what.memory_bytes = 64 * megabyte;
    CHECK(run(*runner, std::move(what)).failure == errc::command_exit_status);
  }
}

TEST_CASE("a crash under a memory limit mentions the limit") {
  scratch_folder here;
  auto runner = make_runner();
  auto what = request({here.script("crash", "kill -SEGV $$")});
  what.memory_bytes = 256 * megabyte;
  auto result = run(*runner, std::move(what));
  CHECK(result.failure == errc::command_exit_status);
  CHECK_THAT(result.detail, ContainsSubstring("SIGSEGV (memory limit 268435456 bytes)"));
}
