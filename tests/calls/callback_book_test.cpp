// X1: tokens for answers that come later than their call.
#include "runtime/calls/callback_book.hpp"

#include <optional>
#include <vector>

#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::calls;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr auto done = R"({"state": 1, "value": "done"})";

struct awaited {
  callback_book book;
  std::vector<work_result> taken;

  std::string expect(std::size_t most = 10) {
    return book
        .expect({"0000000000000007", 100,
                 [this](work_result r) {
                   taken.push_back(std::move(r));
                 }},
                most)
        .value();
  }
};

} // namespace

TEST_CASE("X1 a token is good for one answer", "[calls]") {
  awaited a;
  const auto token = a.expect();
  CHECK(token.size() == 64);
  CHECK(a.book.room(token) == 100);
  CHECK(a.book.give(token, done).how == callback_end::taken);
  REQUIRE(a.taken.size() == 1);
  CHECK(a.taken[0].value == "done");
  CHECK(a.book.give(token, done).how == callback_end::answered);
  CHECK(a.book.room(token).error() == callback_end::answered);
  CHECK(a.taken.size() == 1);
}

TEST_CASE("X1 a token that nobody was told is good for nothing", "[calls]") {
  awaited a;
  auto token = a.expect();
  token.back() = token.back() == '0' ? '1' : '0';
  CHECK(a.book.give(token, done).how == callback_end::unknown);
  CHECK(a.book.give("", done).how == callback_end::unknown);
  CHECK(a.book.room(token).error() == callback_end::unknown);
  CHECK(a.taken.empty());
  CHECK(a.expect() != a.expect());
}

TEST_CASE("X1 what is no answer of the protocol is told, and fails the job", "[calls]") {
  awaited a;
  const auto body = GENERATE(as<std::string>{}, "{", R"({"progress": 0.5})",
                             R"({"id": "0000000000000008", "state": 1})");
  const auto token = a.expect();
  const auto verdict = a.book.give(token, body);
  CHECK(verdict.how == callback_end::bad);
  CHECK_THAT(verdict.detail, ContainsSubstring("expected"));
  REQUIRE(a.taken.size() == 1);
  CHECK(a.taken[0].failure == errc::call_bad_answer);
  CHECK(a.book.give(token, done).how == callback_end::answered);
}

TEST_CASE("M3 an answer after the end of the wait is too late, and one before it is kept",
          "[calls]") {
  awaited a;
  const auto late = a.expect();
  CHECK(a.book.end(late, false));
  CHECK(a.book.give(late, done).how == callback_end::too_late);
  CHECK(a.book.end(late, false)); // as often as may be

  const auto at_once = a.expect();
  CHECK(a.book.end(at_once, true));
  CHECK(a.book.give(at_once, done).how == callback_end::answered);

  const auto in_time = a.expect();
  a.book.give(in_time, done);
  CHECK_FALSE(a.book.end(in_time, false)); // whoever waits is told that one is on its way
  CHECK(a.taken.size() == 1);
}

TEST_CASE("tokens that are open, and those that are remembered, are bounded", "[calls]") {
  awaited a;
  const auto first = a.expect(2);
  const auto second = a.expect(2);
  const auto refused = a.book.expect({}, 2);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::queue_full);
  CHECK_THAT(refused.error().detail, ContainsSubstring("calls.callbacks (2)"));
  a.book.end(first, false);
  a.book.end(second, false);
  CHECK(a.book.give(first, done).how == callback_end::too_late);
  a.book.end(a.expect(2), false); // two are remembered
  CHECK(a.book.give(first, done).how == callback_end::unknown);
  CHECK(a.book.give(second, done).how == callback_end::too_late);
}

TEST_CASE("a callback has a URL while there is a door", "[calls]") {
  callback_book book;
  CHECK(book.url_of("ab").empty());
  book.serve("https://m:7443/behind//");
  CHECK(book.url_of("ab") == "https://m:7443/behind/v1/answers/ab");
  book.serve({});
  CHECK(book.url_of("ab").empty());
}
