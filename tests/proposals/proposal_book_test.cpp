#include "runtime/proposals/proposal_book.hpp"

#include <atomic>
#include <thread>

#include "tests/support/catch.hpp"
#include "tests/support/noted_lines.hpp"

using namespace mesh;

namespace {

constexpr std::uint64_t now = 1'000'000;
const decider alice{"alice", proposer::person};
const decider bob{"bob", proposer::person};

proposal one(const std::string& command, const std::string& by = "alice",
             proposer kind = proposer::person) {
  proposal p;
  p.commands = {command};
  p.why = "a test";
  p.by = by;
  p.kind = kind;
  return p;
}

using kept_in_memory = mesh::testing::noted_lines;

} // namespace

TEST_CASE("N1 a proposal is decided once, and the second operator is told by whom",
          "[proposals]") {
  proposal_book book;
  const auto made = book.add(one("freeze s07"), now);
  REQUIRE(made);
  REQUIRE(book.take(made->number, alice, now + 1));
  const auto second = book.take(made->number, bob, now + 2);
  REQUIRE_FALSE(second);
  CHECK(second.error().code == errc::already_exists);
  CHECK(second.error().detail == "proposal 1 is running, decided by alice");
  book.end(made->number, proposal_state::done, "all of it was done", 0, now + 3);
  CHECK(book.take(made->number, bob, now + 4).error().detail
        == "proposal 1 is done, decided by alice");
  CHECK(book.count(proposal_state::done) == 1);
}

TEST_CASE("N1 of many operators at once exactly one runs a proposal", "[proposals]") {
  for (int round = 0; round < 50; ++round) {
    proposal_book book;
    const auto made = book.add(one("freeze s07"), now);
    REQUIRE(made);
    std::atomic<int> ran{0};
    std::vector<std::thread> operators;
    for (int i = 0; i < 4; ++i)
      operators.emplace_back([&, i] {
        if (book.take(made->number, {"operator " + std::to_string(i)}, now))
          ++ran;
      });
    for (auto& one : operators)
      one.join();
    CHECK(ran == 1);
  }
}

TEST_CASE("N1 an expired proposal is refused by name", "[proposals]") {
  proposal_book book;
  const auto made = book.add(one("freeze s07"), now);
  REQUIRE(made);
  const auto late = book.take(made->number, alice, now + proposal_book::usual_life_ms);
  REQUIRE_FALSE(late);
  CHECK(late.error().code == errc::expired);
  CHECK(late.error().detail == "proposal 1 has expired: nobody approved it in time");
  const auto expired = book.take_expired(now + proposal_book::usual_life_ms);
  REQUIRE(expired.size() == 1);
  CHECK(expired.front().number == made->number);
  CHECK(book.take_expired(now + proposal_book::usual_life_ms).empty());
}

TEST_CASE("N1 neither the mesh nor a program approves or rejects", "[proposals]") {
  proposal_book book;
  const auto made = book.add(one("freeze s07", "helper", proposer::program), now);
  REQUIRE(made);
  for (const auto kind : {proposer::mesh, proposer::program}) {
    CHECK(book.take(made->number, {"helper", kind}, now).error().code == errc::denied);
    CHECK(book.reject(made->number, {"helper", kind}, "", now).error().code == errc::denied);
  }
  CHECK(book.find(made->number, now)->state == proposal_state::waiting);
}

TEST_CASE("N1 there is no proposal that nobody made, and a rejected one is over",
          "[proposals]") {
  proposal_book book;
  CHECK(book.take(9, alice, now).error().code == errc::unknown_target);
  const auto made = book.add(one("freeze s07"), now);
  REQUIRE(made);
  CHECK(book.reject(made->number, bob, "not today", now)->outcome == "not today");
  CHECK(book.take(made->number, alice, now).error().detail
        == "proposal 1 is rejected, decided by bob");
}

TEST_CASE("N1 the same wish is renewed, and the mesh proposes a bounded number",
          "[proposals]") {
  proposal_book book;
  const auto first = book.add(one("freeze s07"), now);
  const auto again = book.add(one("freeze s07"), now + 5);
  REQUIRE(again);
  CHECK(again->number == first->number);
  CHECK(book.add(one("freeze s07", "bob"), now)->number != first->number);
  for (std::size_t i = 0; i < proposal_book::most_of_mesh; ++i)
    REQUIRE(book.add(one("heal s" + std::to_string(i), "mesh", proposer::mesh), now));
  CHECK(book.add(one("heal s99", "mesh", proposer::mesh), now).error().code
        == errc::too_many_in_flight);
  CHECK(book.add(one("heal s99"), now)); // a person still may
  for (auto i = book.all(now).size(); i < proposal_book::most_waiting; ++i)
    REQUIRE(book.add(one("drain s" + std::to_string(i)), now));
  CHECK(book.add(one("drain all"), now).error().code == errc::too_many_in_flight);
}

TEST_CASE("N1 a number never means another state than the one that was shown", "[proposals]") {
  proposal_book book;
  auto wanted = one("freeze s07");
  wanted.version = 1;
  REQUIRE(book.add(wanted, now));
  CHECK(book.add(wanted, now)->renewed);
  wanted.version = 2;
  const auto anew = book.add(wanted, now);
  REQUIRE(anew);
  CHECK(anew->number == 2);
  CHECK_FALSE(anew->renewed);
  CHECK(book.find(1, now)->state == proposal_state::stale);
  CHECK(book.find(1, now)->instead == 2);
  CHECK_FALSE(book.take(1, alice, now));
}

TEST_CASE("N1 the mesh does not ask again for an hour when a person said no", "[proposals]") {
  proposal_book book;
  const auto wanted = one("route around s07.c04.a12", "mesh", proposer::mesh);
  REQUIRE(book.add(wanted, now));
  REQUIRE(book.reject(1, alice, "leave it", now));
  CHECK(book.add(wanted, now + 1).error().code == errc::already_exists);
  CHECK(book.add(wanted, now + proposal_book::asked_again_after_ms)->number == 2);
  CHECK(book.add(one("route around s07.c04.a12"), now + 1)); // a person may
}

TEST_CASE("N1 what is over is kept for the record, and bounded", "[proposals]") {
  proposal_book book;
  for (std::size_t i = 0; i < proposal_book::most_over + 10; ++i) {
    const auto made = book.add(one("freeze s07"), now);
    REQUIRE(made);
    REQUIRE(book.reject(made->number, alice, "", now));
  }
  CHECK(book.all(now).size() == proposal_book::most_over);
  CHECK(book.all(now).front().number == 11);
}

TEST_CASE("N1 after a restart the record is there, and nothing waits or runs again",
          "[proposals]") {
  kept_in_memory disk;
  {
    proposal_book book;
    book.keep_with(&disk);
    REQUIRE(book.add(one("freeze s01"), now));
    REQUIRE(book.add(one("freeze s02"), now));
    REQUIRE(book.add(one("freeze s03"), now));
    REQUIRE(book.take(2, alice, now));
    REQUIRE(book.reject(3, bob, "no", now));
  }
  proposal_book after;
  for (const auto& line : disk.kept)
    REQUIRE(after.restore(line));
  CHECK(after.find(1, now)->state == proposal_state::expired);
  CHECK(after.find(2, now)->state == proposal_state::unknown);
  CHECK(after.find(2, now)->decided_by == "alice");
  CHECK(after.find(3, now)->state == proposal_state::rejected);
  CHECK_FALSE(after.take(1, alice, now));
  CHECK(after.add(one("freeze s04"), now)->number == 4);
  CHECK(after.restore("nonsense").error().code == errc::invalid_argument);
}
