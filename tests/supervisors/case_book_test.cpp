#include "supervisors/case_book.hpp"

#include "tests/supervisors/shorthand.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;

namespace {

struct book_of_cases {
  conflicts_config cfg;
  case_book book{cfg};

  void open(std::uint64_t id, int priority,
            conflict_type type = conflict_type::data_contradiction) {
    conflict_record r;
    r.id = {id};
    r.agent = {7, 4, 12};
    r.what.type = type;
    book.open(r, priority, false);
  }
  std::string due(int seconds) {
    std::string ids;
    for (const auto& c : book.take_due(at_s(seconds)))
      ids += std::to_string(c.record.id.value) + " ";
    return ids;
  }
};

} // namespace

TEST_CASE_METHOD(book_of_cases, "K3 a case is in one hand at a time, the most urgent first",
                 "[conflicts]") {
  open(1, 1);
  open(2, 2);
  CHECK(due(0) == "2 1 ");
  CHECK(due(0).empty());
  book.tried({1}, {{1, 0, 0}, trinary::ready, errc::none, "done"}, at_s(0));
  CHECK(due(0) == "1 "); // an answer is judged at once
  book.tried({1}, {{1, 0, 0}, trinary::transit, errc::frozen, ""}, at_s(0));
  CHECK(due(4).empty());
  CHECK(due(5) == "1 "); // what failed after a pause
  CHECK(book.find({1})->what.attempts.size() == 2);
  book.leave({1}, "enough");
  CHECK(due(100).empty());
  CHECK(book.count_left() == 1);
  book.end({1});
  CHECK(book.find({1}) == nullptr);
  book.tried({1}, {}, at_s(0)); // a person was faster
}

TEST_CASE_METHOD(book_of_cases, "K3 no more cases are worked on at a time than is allowed",
                 "[conflicts]") {
  cfg.resolving = 2;
  book = case_book(cfg);
  for (std::uint64_t id = 1; id <= 3; ++id)
    open(id, 2);
  CHECK(due(0) == "1 2 ");
  CHECK(due(0).empty());
  book.leave({1}, "a person's");
  CHECK(due(0) == "3 ");
}

TEST_CASE_METHOD(book_of_cases, "K2 a case is looked at once it has reached its level",
                 "[conflicts]") {
  open(3, 3);
  open(4, 4);
  CHECK(due(0).empty());
  CHECK(book.untold().size() == 2);
  book.taken({3}, conflict_level::sector);
  book.taken({4}, conflict_level::sector); // and goes on
  CHECK(due(0) == "3 ");
  CHECK(
      book.untold()
      == std::vector<conflict_notice>{{{4}, {7, 4, 12}, conflict_type::data_contradiction, 4}});
  book.taken({4}, conflict_level::orchestrator);
  book.taken({4}, conflict_level::sector); // overtaken on its way
  CHECK(due(0) == "4 ");
  CHECK(book.count_with(conflict_level::sector) == 1);
  CHECK(book.count_with(conflict_level::orchestrator) == 1);
}

TEST_CASE_METHOD(book_of_cases, "K2 whoever is new is told again", "[conflicts]") {
  open(3, 3);
  open(4, 4);
  book.taken({3}, conflict_level::sector);
  book.taken({4}, conflict_level::orchestrator);
  book.holder_replaced(sector_id{6});
  CHECK(book.untold().empty());
  book.holder_replaced(sector_id{7});
  CHECK(book.untold().size() == 1);
  book.holder_replaced({});
  CHECK(book.untold().size() == 2);
}

TEST_CASE_METHOD(book_of_cases,
                 "K1 the -1 of who was asked belongs to the case, while it waits",
                 "[conflicts]") {
  open(1, 2);
  conflict_record no;
  no.agent = {1, 0, 0};
  no.resolves = {1};
  no.what.type = conflict_type::capability_mismatch;
  REQUIRE(book.contradicted(no));
  book.tried({1}, {no.agent, trinary::conflict, errc::none, "no"}, at_s(0));
  CHECK(book.find({1})->what.attempts[0].contradicts == conflict_type::capability_mismatch);
  book.end({1});
  CHECK_FALSE(book.contradicted(no));
}

TEST_CASE_METHOD(book_of_cases, "K3 a wrong hash is not looked at: it ends by itself",
                 "[conflicts]") {
  open(1, 2, conflict_type::hash_mismatch);
  CHECK(due(0).empty());
}
