// X3: sessions and challenges.
#include "runtime/operators/session_book.hpp"

#include "runtime/operators/challenge_book.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

constexpr std::uint64_t begun = 1'000'000;
constexpr std::uint64_t hour = 3'600'000;

operator_session sign_in(session_book& book, const std::string& digest,
                         const std::string& name = "anna", std::uint64_t at = begun) {
  return book.begin(digest, name, operator_role::viewer, "127.0.0.1", at);
}

} // namespace

TEST_CASE("X3 a session lasts eight hours at most, however long it was to last",
          "[operators]") {
  session_book book(100 * hour, 100 * hour);
  CHECK(sign_in(book, "d").ends_ms == begun + 8 * hour);
  CHECK(book.look("d", true, begun + 8 * hour - 1));
  CHECK_FALSE(book.look("d", true, begun + 8 * hour));
  CHECK_FALSE(book.look("d", true, begun)); // and it does not come back
}

TEST_CASE("X3 a session ends earlier when the configuration says so", "[operators]") {
  session_book book;
  book.bound(2 * hour, hour);
  CHECK(sign_in(book, "d").ends_ms == begun + 2 * hour);
}

TEST_CASE("X3 a session ends when the person was away, whatever their pages ask meanwhile",
          "[operators]") {
  session_book book;
  sign_in(book, "d");
  for (std::uint64_t at = begun; at < begun + hour; at += hour / 4)
    CHECK(book.look("d", false, at));
  CHECK_FALSE(book.look("d", false, begun + hour));
  sign_in(book, "e");
  CHECK(book.look("e", true, begun + hour - 1));
  CHECK(book.look("e", false, begun + hour + 1));
}

TEST_CASE("X3 signing out ends one session, revoking all of an operator", "[operators]") {
  session_book book;
  sign_in(book, "a1");
  sign_in(book, "a2");
  sign_in(book, "b1", "ben");
  book.end("a1");
  CHECK_FALSE(book.look("a1", true, begun));
  CHECK(book.look("a2", true, begun));
  CHECK(book.end_all_of("anna") == 1);
  CHECK_FALSE(book.look("a2", true, begun));
  CHECK(book.look("b1", true, begun)->name == "ben");
}

TEST_CASE("X3 a session that was never begun is none, and touching makes none", "[operators]") {
  session_book book;
  book.touch("fixed", begun);
  CHECK_FALSE(book.look("fixed", true, begun));
}

TEST_CASE("X3 the sessions of one operator are bounded, and crowd nobody else out",
          "[operators]") {
  session_book book;
  sign_in(book, "ben", "ben", begun - 1);
  for (std::size_t i = 0; i <= session_book::most_of_one; ++i)
    sign_in(book, std::to_string(i), "anna", begun + i);
  CHECK(book.count_of("anna", begun) == session_book::most_of_one);
  CHECK_FALSE(book.look("0", true, begun)); // the oldest
  CHECK(book.look("ben", true, begun));
}

TEST_CASE("X3 touching the key is remembered with its moment", "[operators]") {
  session_book book;
  CHECK(sign_in(book, "d").touched_ms == begun);
  book.touch("d", begun + 5);
  CHECK(book.look("d", false, begun + 6)->touched_ms == begun + 5);
  CHECK(book.look("d", false, begun + 6)->began_ms == begun);
}

TEST_CASE("X3 a challenge is good once, for five minutes, and for its purpose", "[operators]") {
  challenge_book book;
  const auto life = challenge_book::life_ms;
  book.give("c", "sign-in", "10.0.0.1", begun);
  CHECK(book.use("c", "sign-in", begun + life - 1));
  CHECK(book.use("c", "sign-in", begun).error().code == errc::denied);
  book.give("d", "sign-in", "10.0.0.1", begun);
  CHECK(book.use("d", "sign-in", begun + life).error().code == errc::denied);
  book.give("e", "sign-in", "10.0.0.1", begun);
  CHECK(book.use("e", "touch of anna", begun).error().code == errc::denied);
  CHECK(book.use("e", "sign-in", begun).error().code == errc::denied); // it was used up
  CHECK(book.use("never", "sign-in", begun).error().code == errc::denied);
}

TEST_CASE("X3 challenges are bounded: the oldest makes room", "[operators]") {
  challenge_book book;
  for (std::size_t i = 0; i <= challenge_book::most; ++i)
    book.give(std::to_string(i), "p", "10.0.0." + std::to_string(i % 100), begun + i);
  CHECK_FALSE(book.use("0", "p", begun + 5'000));
  CHECK(book.use("1", "p", begun + 5'000));
}

TEST_CASE("X3 who asks for many challenges pushes out nobody else's", "[operators]") {
  challenge_book book;
  book.give("anna's", "sign-in", "10.0.0.1", begun);
  book.give("anna's touch", "touch of anna", "10.0.0.9", begun);
  for (std::size_t i = 0; i <= challenge_book::most; ++i)
    book.give(std::to_string(i), "sign-in", "10.0.0.9", begun + 1);
  CHECK(book.use("anna's", "sign-in", begun + 2));
  CHECK(book.use("anna's touch", "touch of anna", begun + 2));
}
