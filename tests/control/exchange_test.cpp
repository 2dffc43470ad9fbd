// O7: an answer on its way from a handler to a connection.
#include "runtime/http/exchange.hpp"

#include <thread>

#include "tests/support/catch.hpp"

using namespace mesh::control;

TEST_CASE("O7 a whole answer is taken once", "[control]") {
  int woken = 0;
  exchange x(100, [&] { ++woken; });
  CHECK_FALSE(x.take().head);
  x.answer({404, json_type, "no"});
  x.answer({200, json_type, "yes"}); // too late
  CHECK(woken == 1);
  const auto news = x.take();
  REQUIRE(news.head);
  CHECK(news.head->status == 404);
  CHECK(news.over);
  CHECK_FALSE(news.stream);
  CHECK_FALSE(x.take().head);
}

TEST_CASE("O7 pieces are taken in order, with the head and after it", "[control]") {
  exchange x(100, [] {});
  x.begin(lines_type);
  CHECK(x.write("a"));
  CHECK(x.write("b"));
  auto news = x.take();
  CHECK(news.head);
  CHECK(news.stream);
  CHECK(news.pieces == "ab");
  CHECK_FALSE(news.over);
  CHECK(x.write("c"));
  x.finish();
  news = x.take();
  CHECK(news.pieces == "c");
  CHECK(news.over);
}

TEST_CASE("O7 who writes faster than is read waits, and a large piece goes alone",
          "[control]") {
  exchange x(10, [] {});
  x.begin(lines_type);
  CHECK(x.write(std::string(1'000, 'x')));
  std::thread writer([&] {
    for (int i = 0; i < 100; ++i)
      x.write("12345");
    x.finish();
  });
  std::size_t got = 0;
  for (auto over = false; !over;) {
    const auto news = x.take();
    CHECK((news.pieces.size() <= 10 || news.pieces.size() == 1'000));
    got += news.pieces.size();
    over = news.over;
  }
  writer.join();
  CHECK(got == 1'500);
}

TEST_CASE("O7 who waits for room is let go when the reader leaves", "[control]") {
  exchange x(10, [] {});
  x.begin(lines_type);
  CHECK(x.write("1234567890"));
  std::thread writer([&] { CHECK_FALSE(x.write("more")); });
  x.leave();
  writer.join();
  CHECK(x.gone());
  CHECK_FALSE(x.write(""));
}

TEST_CASE("O7 signs of life end with the answer", "[control]") {
  exchange x(10, [] {});
  CHECK(x.sign_of_life().empty());
  x.begin(lines_type, [] { return std::string("."); });
  CHECK(x.sign_of_life() == ".");
  x.finish();
  CHECK(x.sign_of_life().empty());
}

TEST_CASE("O7 no sign of life comes in the middle of a line", "[control]") {
  exchange x(1'000, [] {});
  x.begin(lines_type, [] { return std::string("alive\n"); });
  CHECK(x.sign_of_life() == "alive\n");
  x.write("{\"a\":");
  CHECK(x.sign_of_life().empty());
  CHECK(x.take().pieces == "{\"a\":");
  CHECK(x.sign_of_life().empty());
  x.write("1}\n");
  CHECK(x.take().pieces == "1}\n");
  CHECK(x.sign_of_life() == "alive\n");
}

TEST_CASE("O7 a stream that is followed is asked when its reader has taken what was before",
          "[control]") {
  int asked = 0;
  auto ended = 0;
  {
    exchange x(100, [] {});
    CHECK_FALSE(x.looks_every());
    x.at_end([&] { ++ended; });
    x.follow(
        lines_type, std::chrono::milliseconds(70),
        [&] { return ++asked == 2 ? std::string() : std::to_string(asked); },
        [] { return std::string("quiet"); });
    CHECK(asked == 0);
    CHECK(x.looks_every() == mesh::duration(std::chrono::milliseconds(70)));
    auto news = x.take();
    CHECK(news.head);
    CHECK(news.stream);
    CHECK(news.pieces == "1");
    CHECK(x.take().pieces.empty()); // nothing is new
    CHECK(x.sign_of_life() == "quiet");
    CHECK(x.take().pieces == "3");
    x.leave();
    CHECK(x.take().pieces.empty());
    CHECK(asked == 3); // nobody is there any more
    CHECK(ended == 0);
  }
  CHECK(ended == 1);
}
