// X3: operators, their keys and invites.
#include "runtime/operators/operators_book.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/noted_lines.hpp"

using namespace mesh;

namespace {

constexpr std::uint64_t now = 1'000'000;
const std::string token = digest_of("a token");

security_key key_named(const std::string& id, std::uint32_t counter = 0) {
  security_key key;
  key.id = id;
  key.algorithm = -7;
  key.public_key = "00ff";
  key.counter = counter;
  return key;
}

using lines_in_memory = mesh::testing::noted_lines;

/// With anna, an operator who has one key.
struct with_anna {
  operators_book book;
  with_anna() {
    REQUIRE(book.invite("anna", operator_role::operate, token, now));
    REQUIRE(book.enroll(token, key_named("01"), now + 1));
  }
};

} // namespace

TEST_CASE("X3 nobody has to sign in before somebody has registered a key", "[operators]") {
  operators_book book;
  CHECK_FALSE(book.anybody());
  REQUIRE(book.invite("anna", operator_role::admin, token, now));
  CHECK_FALSE(book.anybody());
  REQUIRE(book.enroll(token, key_named("01"), now));
  CHECK(book.anybody());
  REQUIRE(book.revoke("anna", now));
  CHECK(book.anybody()); // taking the last key away opens no door
}

TEST_CASE("X3 an invite is good once, for a day, and only the newest one", "[operators]") {
  operators_book book;
  const auto day = operators_book::invite_life_ms;
  REQUIRE(book.invite("anna", operator_role::viewer, digest_of("older"), now));
  REQUIRE(book.invite("anna", operator_role::viewer, token, now));
  CHECK(book.invited(digest_of("older"), now).error().code == errc::denied);
  CHECK(book.invited("a token", now).error().code == errc::denied); // the digest, not the token
  CHECK(book.invited(token, now + day - 1));
  CHECK(book.enroll(token, key_named("01"), now + day).error().code == errc::denied);
  REQUIRE(book.enroll(token, key_named("01"), now + day - 1));
  CHECK(book.enroll(token, key_named("02"), now + 2).error().code == errc::denied);
}

TEST_CASE_METHOD(with_anna, "X3 a key belongs to one operator", "[operators]") {
  REQUIRE(book.invite("ben", operator_role::viewer, token, now));
  CHECK(book.enroll(token, key_named("01"), now).error().code == errc::already_exists);
  REQUIRE(book.enroll(token, key_named("02"), now));
  CHECK(book.holder_of("01")->first.name == "anna");
  CHECK(book.holder_of("02")->first.name == "ben");
  CHECK(book.holder_of("03").error().code == errc::denied);
}

TEST_CASE_METHOD(with_anna, "X3 an operator may have a second key, in the same role",
                 "[operators]") {
  const auto other = book.invite("anna", operator_role::admin, token, now);
  REQUIRE_FALSE(other);
  CHECK(other.error().detail == "anna has the role operator");
  REQUIRE(book.invite("anna", operator_role::operate, token, now));
  CHECK(book.enroll(token, key_named("02"), now)->keys.size() == 2);
  CHECK(book.holder_of("01")->first.name == "anna");
}

TEST_CASE_METHOD(with_anna, "X3 the keys of one operator are bounded", "[operators]") {
  for (std::size_t i = 1; i < operators_book::most_keys; ++i) {
    REQUIRE(book.invite("anna", operator_role::operate, token, now));
    REQUIRE(book.enroll(token, key_named("1" + std::to_string(i)), now));
  }
  REQUIRE(book.invite("anna", operator_role::operate, token, now));
  CHECK(book.enroll(token, key_named("99"), now).error().code == errc::mesh_full);
}

TEST_CASE_METHOD(with_anna, "X3 a counter that goes back is refused, and one at 0 stays good",
                 "[operators]") {
  CHECK(book.used("01", 0, now));
  CHECK(book.used("01", 0, now)->keys.front().used_ms == now);
  CHECK(book.used("01", 7, now));
  CHECK(book.used("01", 7, now).error().code == errc::denied);
  CHECK(book.used("01", 0, now).error().code == errc::denied);
  CHECK(book.used("01", 8, now)->keys.front().counter == 8);
}

TEST_CASE_METHOD(with_anna,
                 "X3 the keys of a revoked operator are void, also when invited anew",
                 "[operators]") {
  REQUIRE(book.invite("anna", operator_role::operate, token, now));
  REQUIRE(book.revoke("anna", now));
  CHECK(book.holder_of("01").error().code == errc::denied);
  CHECK(book.used("01", 9, now).error().code == errc::denied);
  CHECK(book.invited(token, now).error().code == errc::denied);
  REQUIRE(book.invite("anna", operator_role::admin, token, now));
  CHECK(book.holder_of("01").error().code == errc::denied);
  CHECK(book.enroll(token, key_named("02"), now)->role == operator_role::admin);
  CHECK(book.revoke("nobody", now).error().code == errc::unknown_target);
}

TEST_CASE("X3 names are plain, and there are only so many", "[operators]") {
  operators_book book;
  for (const auto* bad : {"", "Anna", "../a", "a b", "<script>"}) {
    CAPTURE(bad);
    CHECK(book.invite(bad, operator_role::viewer, token, now).error().code
          == errc::invalid_argument);
  }
  for (std::size_t i = 0; i < operators_book::most_operators; ++i)
    REQUIRE(book.invite("o" + std::to_string(i), operator_role::viewer, token, now));
  CHECK(book.invite("one-more", operator_role::viewer, token, now).error().code
        == errc::mesh_full);
}

TEST_CASE("X3 all of it comes back after a restart, and no token is in it", "[operators]") {
  lines_in_memory disk;
  operators_book before;
  before.keep_with(&disk);
  REQUIRE(before.invite("anna", operator_role::admin, token, now));
  REQUIRE(before.enroll(token, key_named("01"), now));
  REQUIRE(before.used("01", 5, now + 9));
  REQUIRE(before.invite("ben", operator_role::viewer, digest_of("another"), now));
  REQUIRE(before.revoke("anna", now));
  operators_book after;
  for (const auto& line : disk.kept) {
    CHECK(line.find("another") == std::string::npos);
    REQUIRE(after.restore(line));
  }
  CHECK(after.all() == before.all());
  CHECK(after.anybody());
  CHECK(after.restore("{}").error().code == errc::invalid_argument);
  CHECK(after.restore(R"({"name":"x","role":"king","keys":[]})").error().code
        == errc::invalid_argument);
}

TEST_CASE("X3 what the disk does not take is said, and counts all the same", "[operators]") {
  lines_in_memory disk;
  operators_book book;
  book.keep_with(&disk);
  REQUIRE(book.invite("anna", operator_role::admin, token, now));
  REQUIRE(book.enroll(token, key_named("01"), now));
  disk.full = true;
  const auto revoked = book.revoke("anna", now);
  REQUIRE_FALSE(revoked);
  CHECK(revoked.error().detail == "it counts now, but is not on the disk: no space left");
  CHECK(book.holder_of("01").error().code == errc::denied);
}

TEST_CASE("X3 nobody is called as the mesh calls itself in its records", "[operators]") {
  operators_book book;
  for (const auto* name : {"console", "loopback", "mesh"}) {
    const auto made = book.invite(name, operator_role::viewer, digest_of(name), 1);
    REQUIRE_FALSE(made);
    CHECK(made.error().code == errc::invalid_argument);
  }
}
