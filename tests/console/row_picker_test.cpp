// The rows of a list that a line wants: filtered, sorted, cut, with some columns (O7).
#include "runtime/console/running/row_picker.hpp"

#include "runtime/console/shared/columns.hpp"
#include "tests/support/catch.hpp"

using namespace mesh::console;

namespace {

json numbered(int i, json score) {
  return {{"id", "a" + std::to_string(i)}, {"score", std::move(score)}, {"queue", i % 7}};
}

json picked(const line_options& how, std::size_t limit, const std::vector<json>& rows) {
  row_picker picker(how, limit);
  for (const auto& row : rows)
    picker.add(row);
  auto result = json::object();
  picker.write(result);
  return result;
}

std::vector<std::string> ids(const json& result) {
  std::vector<std::string> all;
  for (const auto& row : result.at("rows"))
    all.push_back(row.at("id"));
  return all;
}

using id_list = std::vector<std::string>;

} // namespace

TEST_CASE("O7 rows are sorted both ways, equal ones as they came, unknown ones last",
          "[console][rows]") {
  const std::vector<json> rows{numbered(0, 5), numbered(1, nullptr), numbered(2, 9),
                               numbered(3, 5), numbered(4, 1)};
  line_options how;
  how.sort = "score";
  CHECK(ids(picked(how, 0, rows)) == id_list{"a4", "a0", "a3", "a2", "a1"});
  how.descending = true;
  CHECK(ids(picked(how, 0, rows)) == id_list{"a2", "a0", "a3", "a4", "a1"});
  CHECK(ids(picked(how, 2, rows)) == id_list{"a2", "a0"});
  how.sort = "id";
  how.descending = false;
  CHECK(ids(picked(how, 2, rows)) == id_list{"a0", "a1"});
}

TEST_CASE("O7 the first of very many rows are right, and so is their number",
          "[console][rows]") {
  line_options how;
  how.sort = "score";
  std::vector<json> rows;
  constexpr int many = 1'000;
  for (int i = 0; i < many; ++i)
    rows.push_back(numbered(i, (i * 7919) % many));
  const auto result = picked(how, 3, rows);
  CHECK(result["of"] == many);
  CHECK(result["shown"] == 3);
  for (int i = 0; i < 3; ++i)
    CHECK(result["rows"][static_cast<std::size_t>(i)]["score"] == i);
}

TEST_CASE("O7 rows are counted as far as the filter wants them", "[console][rows]") {
  line_options how;
  auto filter = row_filter::parse("queue = 3", columns::agents());
  REQUIRE(filter);
  how.filter = *filter;
  std::vector<json> rows;
  for (int i = 0; i < 70; ++i)
    rows.push_back(numbered(i, i));
  const auto result = picked(how, 4, rows);
  CHECK(result["of"] == 10);
  CHECK(ids(result) == id_list{"a3", "a10", "a17", "a24"});
}

TEST_CASE("O7 only the chosen columns are there, in their order", "[console][rows]") {
  line_options how;
  how.columns = {"queue", "in_hand.message", "id"};
  auto row = numbered(1, 2);
  row["in_hand"] = {{"message", "ab"}};
  const auto result = picked(how, 0, {row, numbered(2, 2)});
  CHECK(result["rows"][0].dump() == R"({"queue":1,"in_hand.message":"ab","id":"a1"})");
  CHECK(result["rows"][1]["in_hand.message"].is_null());
  CHECK(result["columns"] == how.columns);
}

TEST_CASE("O7 a row beyond the limit need not be made", "[console][rows]") {
  line_options how;
  row_picker picker(how, 1);
  CHECK(picker.wants_more());
  picker.add(numbered(0, 0));
  CHECK_FALSE(picker.wants_more());
  picker.count_only();
  json result;
  picker.write(result);
  CHECK(result["shown"] == 1);
  CHECK(result["of"] == 2);
}
