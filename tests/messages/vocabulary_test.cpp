#include "messages/vocabulary.hpp"

#include <cctype>
#include <limits>
#include <set>
#include <string>

#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

TEST_CASE("M2 an answer is printed as +1, 0 or -1", "[vocabulary]") {
  CHECK(to_string(trinary::ready) == "+1");
  CHECK(to_string(trinary::transit) == "0");
  CHECK(to_string(trinary::conflict) == "-1");
}

TEST_CASE("Z1 a class is read by its name or its letter, in any case", "[vocabulary]") {
  std::set<std::string_view> names;
  for (auto c : all_classes) {
    auto name = to_string(c);
    CHECK(names.insert(name).second);
    auto lower = std::string(name);
    for (auto& letter : lower)
      letter = static_cast<char>(std::tolower(letter));
    CHECK(parse_class(name) == c);
    CHECK(parse_class(lower) == c);
    CHECK(parse_class(name.substr(0, 1)) == c);
    CHECK(parse_class(lower.substr(0, 1)) == c);
  }
  for (const auto* text : {"", "G", "A_", "A_EDGE ", "EDGE", "AA", "_"})
    CHECK_FALSE(parse_class(text));
}

TEST_CASE("Z2 a state is read by its name", "[vocabulary]") {
  for (auto state : {agent_state::active, agent_state::degraded, agent_state::offline,
                     agent_state::quarantined})
    CHECK(parse_state(to_string(state)) == state);
  CHECK(parse_state("OFFLINE") == agent_state::offline);
  for (const auto* text : {"", "a", "actives", "down"})
    CHECK_FALSE(parse_state(text));
}

TEST_CASE("milliseconds become spans and back", "[vocabulary]") {
  CHECK(from_ms(0) == 0ns);
  CHECK(from_ms(1.5) == 1'500us);
  CHECK(from_ms(-0.25) == -250us);
  CHECK(to_ms(from_ms(1'234.5)) == 1'234.5);
}

TEST_CASE("a span that no clock can hold is cut, not wrapped around", "[vocabulary]") {
  const auto now = time_point{} + longest_span;
  for (auto ms : {1e18, 1e300, std::numeric_limits<double>::infinity()}) {
    CHECK(from_ms(ms) == longest_span);
    CHECK(from_ms(-ms) == -longest_span);
    CHECK(now + from_ms(ms) + from_ms(ms) > now);
  }
  CHECK(from_ms(std::numeric_limits<double>::quiet_NaN()) == 0ns);
}
