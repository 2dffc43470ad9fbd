// Which rows of a list are wanted: --filter (O7).
#include "runtime/console/language/row_filter.hpp"

#include <nlohmann/json.hpp>

#include "runtime/console/shared/columns.hpp"
#include "tests/support/catch.hpp"

using namespace mesh::console;
using json = nlohmann::ordered_json;

namespace {

const auto agent_columns = columns::agents();

json a_row() {
  return {{"id", "s07.c04.a02"},       {"class", "D_GPU"},
          {"state", "active"},         {"score", 275.0},
          {"latency_ms", 350.0},       {"queue", 2},
          {"reliability", 0.98},       {"heard_s", 3.5},
          {"usual_ms", nullptr},       {"in_hand", nullptr},
          {"flags", {"slow", "spike"}}};
}

bool is_wanted(const std::string& text, const json& row = a_row()) {
  INFO(text);
  auto filter = row_filter::parse(text, agent_columns);
  REQUIRE(filter);
  return filter->holds(row);
}

filter_problem filter_trouble(const std::string& text) {
  INFO(text);
  auto filter = row_filter::parse(text, agent_columns);
  REQUIRE_FALSE(filter);
  return filter.error();
}

} // namespace

TEST_CASE("O7 a filter compares figures, with units that suit the column",
          "[console][filter]") {
  for (const auto* yes :
       {"latency_ms > 200", "latency_ms >= 350", "latency_ms = 350", "latency_ms == 350ms",
        "latency_ms < 1s", "latency_ms<=350", "latency_ms != 351", "reliability >= 98%",
        "reliability < 0.99", "heard_s > 3s", "queue = 2"})
    CHECK(is_wanted(yes));
  for (const auto* no : {"latency_ms > 350", "latency_ms > 1s", "latency_ms < 350",
                         "reliability > 98%", "heard_s > 4s", "queue != 2"})
    CHECK_FALSE(is_wanted(no));
}

TEST_CASE("O7 a filter compares text without case, names up to their _", "[console][filter]") {
  for (const auto* yes : {"class = D", "class = d_gpu", "class != A", "class != G", "id ~ S07",
                          "id !~ s08", "flags = slow", "flags ~ spi", "flags != unstable",
                          "id = 's07.c04.a02'", "state = \"active\""})
    CHECK(is_wanted(yes));
  for (const auto* no :
       {"class = D_G", "class = E", "id ~ s08", "flags = slo", "flags != slow", "id = s07"})
    CHECK_FALSE(is_wanted(no));
}

TEST_CASE("O7 a filter joins comparisons: not before and before or", "[console][filter]") {
  CHECK(is_wanted("latency_ms > 200 and class = D"));
  CHECK_FALSE(is_wanted("latency_ms > 200 and class = A"));
  CHECK(is_wanted("class = A and latency_ms > 200 or class = D"));
  CHECK_FALSE(is_wanted("class = A and (latency_ms > 200 or class = D)"));
  CHECK(is_wanted("not class = A AND NOT (queue > 5)"));
  CHECK_FALSE(is_wanted("not not class = A"));
}

TEST_CASE("O7 an unknown value fulfils only that it is something else", "[console][filter]") {
  CHECK_FALSE(is_wanted("usual_ms > 0"));
  CHECK_FALSE(is_wanted("usual_ms < 1000"));
  CHECK(is_wanted("usual_ms != 7"));
  CHECK_FALSE(is_wanted("in_hand.message ~ 0"));
  CHECK(is_wanted("in_hand.since_s != 1"));
  CHECK_FALSE(is_wanted("latency_ms > 0", json::object()));
  CHECK_FALSE(is_wanted("latency_ms > 0", json("no row")));
  auto row = a_row();
  row["in_hand"] = {{"message", "ab"}, {"since_s", 12.0}};
  CHECK(is_wanted("in_hand.since_s > 10s", row));
}

TEST_CASE("O7 what is wrong with a filter has its place and the nearest name",
          "[console][filter]") {
  CHECK(filter_trouble("latncy > 2").offset == 0);
  CHECK(filter_trouble("latncy > 2").length == 6);
  CHECK(filter_trouble("latncy > 2").suggestion == "latency_ms");
  CHECK(filter_trouble("queue > 1 and clas = D").offset == 14);
  CHECK(filter_trouble("queue > 1 and clas = D").suggestion == "class");
  CHECK(filter_trouble("class > D").message == "\">\" is not for text");
  CHECK(filter_trouble("queue ~ 1").message == "\"~\" is for text only");
  CHECK(filter_trouble("queue 1").message == "\"1\" is no comparison");
  CHECK(filter_trouble("queue >").message == "a value is missing");
  CHECK(filter_trouble("queue").message == "a comparison is missing");
  CHECK(filter_trouble("queue > many").message == "\"many\" is no figure for this column");
  CHECK(filter_trouble("queue > 1s").message == "\"1s\" is no figure for this column");
  CHECK(filter_trouble("(queue > 1").message == "a parenthesis is not closed");
  CHECK(filter_trouble("queue > 1 )").message == "unexpected \")\"");
  CHECK(filter_trouble("queue > 1 queue > 2").expected == "and, or, or the end");
  CHECK(filter_trouble("class = 'D").message == "the quote is not closed");
  CHECK(filter_trouble("").message == "a comparison is missing");
  CHECK(filter_trouble("queue > 1 and").message == "a comparison is missing");
}

TEST_CASE("O7 a filter that is nested without end is refused", "[console][filter]") {
  std::string deep;
  for (int i = 0; i < 10'000; ++i)
    deep += "(";
  CHECK(filter_trouble(deep + "queue > 1").message == "the filter is nested too deeply");
  std::string nots;
  for (int i = 0; i < 10'000; ++i)
    nots += "not ";
  CHECK(filter_trouble(nots + "queue > 1").message == "the filter is nested too deeply");
}
