// X3: logins of command lines that wait for a person.
#include "runtime/operators/login_book.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;
using kind = login_outcome::kind;

namespace {

constexpr std::uint64_t start_ms = 1'800'000'000'000;

struct waiting_login {
  login_book book;
  operator_session anna{"anna",   operator_role::viewer, "10.0.0.1", start_ms, start_ms,
                        start_ms, start_ms + 3'600'000};
  waiting_login() {
    REQUIRE(book.ask("BCDFGHJK", "secret", {"laptop", "10.0.0.9", "request", 0}, start_ms));
  }
};

std::string code(int n) {
  std::string text = "BBBBBB";
  constexpr std::string_view letters = "BCDFGHJKLMNPQRSTVWXZ";
  return text + letters[static_cast<std::size_t>(n) / 20 % 20]
         + letters[static_cast<std::size_t>(n) % 20];
}

} // namespace

TEST_CASE("X3 a code has 8 letters that are easily told apart", "[operators][sign-in]") {
  CHECK(login_code("0001020304050607") == "BCDFGHJK");
  CHECK(login_code("fff00001f1020304050607ff") == "BCDFGHJK"); // unfair bytes are left out
  CHECK(login_code("000102").empty());
  CHECK(shown_login_code("BCDFGHJK") == "BCDF-GHJK");
  for (const auto* typed : {"BCDFGHJK", "BCDF-GHJK", "bcdf ghjk", " b-c-d-f-g-h-j-k "}) {
    INFO(typed);
    CHECK(login_code_of(typed) == "BCDFGHJK");
  }
  for (const auto* typed : {"", "BCDFGHJ", "BCDFGHJKL", "ACDFGHJK", "BCDFGHJ1", "BCDF_GHJK"}) {
    INFO(typed);
    CHECK_FALSE(login_code_of(typed));
  }
}

TEST_CASE_METHOD(waiting_login, "X3 a login is approved once, and told once",
                 "[operators][sign-in]") {
  CHECK(book.take("secret", start_ms).what == kind::waiting);
  const auto seen = book.look("BCDFGHJK", "anna", start_ms).value();
  CHECK(seen.host_name == "laptop");
  CHECK(seen.from == "10.0.0.9");
  CHECK(seen.asked_ms == start_ms);
  REQUIRE(book.approve("BCDFGHJK", anna, start_ms));
  CHECK_FALSE(book.approve("BCDFGHJK", anna, start_ms)); // used
  CHECK_FALSE(book.refuse("BCDFGHJK", "anna", start_ms));
  const auto told = book.take("secret", start_ms);
  CHECK(told.what == kind::approved);
  CHECK(told.wish.request == "request");
  CHECK(told.approved.role == operator_role::viewer); // of who approved it
  book.begun("secret", "the session");
  const auto replayed = book.take("secret", start_ms);
  CHECK(replayed.what == kind::again);
  CHECK(replayed.session == "the session");
}

TEST_CASE_METHOD(waiting_login, "X3 a login that nobody asked for is refused for good",
                 "[operators][sign-in]") {
  REQUIRE(book.refuse("BCDFGHJK", "anna", start_ms));
  CHECK(book.take("secret", start_ms).what == kind::refused);
  CHECK_FALSE(book.approve("BCDFGHJK", anna, start_ms));
  CHECK(book.take("secret", start_ms).what == kind::refused);
}

TEST_CASE_METHOD(waiting_login, "X3 a login is over after ten minutes, also when approved",
                 "[operators][sign-in]") {
  const auto late = start_ms + login_book::life_ms;
  SECTION("it waits") {
    CHECK(book.look("BCDFGHJK", "anna", late - 1));
  }
  SECTION("it was approved") {
    REQUIRE(book.approve("BCDFGHJK", anna, late - 1));
  }
  CHECK_FALSE(book.look("BCDFGHJK", "anna", late));
  CHECK(book.take("secret", late).what == kind::over);
  CHECK(book.take("nobody's", start_ms).what == kind::over);
}

TEST_CASE_METHOD(waiting_login, "X3 codes cannot be guessed: five wrong ones, and a rest",
                 "[operators][sign-in]") {
  for (std::size_t i = 0; i < login_book::most_wrong; ++i) {
    CHECK(book.look("BCDFGHJK", "eve", start_ms)); // right ones in between change nothing
    CHECK_FALSE(book.look("ZZZZZZZZ", "eve", start_ms));
  }
  const auto locked = book.look("BCDFGHJK", "eve", start_ms + 1);
  REQUIRE_FALSE(locked);
  CHECK(locked.error().detail == "too many wrong codes");
  CHECK_FALSE(book.refuse("BCDFGHJK", "eve", start_ms + 1));
  CHECK(book.look("BCDFGHJK", "anna", start_ms + 1)); // nobody else is held up
  const auto later = start_ms + login_book::life_ms;
  REQUIRE(book.ask("CCCCCCCC", "another", {"laptop", "10.0.0.9", "", 0}, later));
  CHECK(book.look("CCCCCCCC", "eve", later));
}

TEST_CASE_METHOD(waiting_login, "X3 what a person has approved is void once they are revoked",
                 "[operators][sign-in]") {
  REQUIRE(book.ask("CCCCCCCC", "another", {"laptop", "10.0.0.9", "", 0}, start_ms));
  auto ben = anna;
  ben.name = "ben";
  REQUIRE(book.approve("BCDFGHJK", anna, start_ms));
  REQUIRE(book.approve("CCCCCCCC", ben, start_ms));
  book.void_all_of("anna");
  CHECK(book.take("secret", start_ms + 1).what == kind::refused);
  CHECK(book.take("another", start_ms + 1).what == kind::approved);
}

TEST_CASE("X3 no address keeps the logins of others out", "[operators][sign-in]") {
  login_book book;
  REQUIRE(book.ask(code(0), "anna's", {"laptop", "10.0.0.9", "", 0}, start_ms));
  CHECK(book.ask(code(0), "x", {"laptop", "10.0.0.8", "", 0}, start_ms).error().code
        == errc::already_exists);
  std::size_t taken = 0;
  for (int i = 1; i <= 300; ++i) {
    const auto asked =
        book.ask(code(i), "flood" + std::to_string(i), {"bot", "10.0.0.66", "", 0},
                 start_ms + static_cast<std::uint64_t>(i));
    if (asked)
      ++taken;
    else
      CHECK(asked.error().code == errc::mesh_full);
  }
  CHECK(taken == login_book::most_of_one);
  CHECK(book.take("anna's", start_ms + 301).what == kind::waiting);
  CHECK(book.take("flood1", start_ms + 301).what == kind::waiting); // nobody is pushed out
  std::size_t refused = 0;
  for (int i = 0; i < 300; ++i)
    if (!book.ask(code(i), "many" + std::to_string(i), {"bot", std::to_string(i), "", 0},
                  start_ms + login_book::life_ms / 2))
      ++refused;
  CHECK(refused > 40); // all have a bound
  CHECK(refused < 100);
}
