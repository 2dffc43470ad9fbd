#include "runtime/proposals/conversation.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

TEST_CASE("N1 what was spoken about is remembered for ten minutes, for each operator",
          "[talk]") {
  conversation_book book;
  const time_point start{};
  conversation about;
  about.places = {scope(sector_id{7})};
  book.keep("alice", about, start);
  CHECK(book.of("alice", start + 9min + 59s).places == about.places);
  CHECK(book.of("alice", start + 10min).places.empty());
  CHECK(book.of("bob", start).places.empty());
}

TEST_CASE("N1 the most silent operator makes room", "[talk]") {
  conversation_book book;
  const time_point start{};
  conversation about;
  about.topic = "status";
  for (std::size_t i = 0; i <= conversation_book::most; ++i)
    book.keep("operator " + std::to_string(i), about,
              start + milliseconds(static_cast<int>(i)));
  CHECK(book.of("operator 0", start + 2s).topic.empty());
  CHECK(book.of("operator 1", start + 2s).topic == "status");
}
