#include "runtime/gateway/port_news.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::gateway;

namespace {

using names = std::map<std::string, std::string>;

agents_at_port some(std::vector<agents_at_port::one> agents) {
  return {false, std::move(agents)};
}

} // namespace

TEST_CASE("X1 a port says who has come, who has left and whose link is another one") {
  port_news news(10);
  CHECK(news.changes({}).empty());
  CHECK(news.changes(names{{"a", "h:1"}, {"b", "h:1"}})
        == std::vector{some({{"a", "h:1"}, {"b", "h:1"}})});
  CHECK(news.changes(names{{"a", "h:1"}, {"b", "h:1"}}).empty());
  CHECK(news.changes(names{{"b", "h:2"}, {"c", "h:3"}})
        == std::vector{some({{"a", ""}, {"b", "h:2"}, {"c", "h:3"}})});
}

TEST_CASE("X1 a port says everything in pieces, to whoever may know nothing yet") {
  port_news news(2);
  CHECK(news.everything() == std::vector{agents_at_port{true, {}}});
  CHECK(news.changes(names{{"a", "h:1"}, {"b", "h:1"}, {"c", "h:1"}})
        == std::vector{some({{"a", "h:1"}, {"b", "h:1"}}), some({{"c", "h:1"}})});
  CHECK(
      news.everything()
      == std::vector{agents_at_port{true, {{"a", "h:1"}, {"b", "h:1"}}}, some({{"c", "h:1"}})});
}
