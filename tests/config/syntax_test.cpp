#include <string>

#include "tests/config/support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

config_problem only_problem_of(const std::string& json_text) {
  auto problems = problems_of(json_text);
  REQUIRE(problems.size() == 1);
  return problems.front();
}

} // namespace

TEST_CASE("a syntax error is given with line, column and the place in the tree", "[config]") {
  struct row {
    const char* json;
    const char* pointer;
    const char* place;
  };
  auto [json, pointer, place] = GENERATE(values<row>({
      {"", "", "line 1, column 1: "},
      {"{", "", "line 1, column 2: "},
      {"nonsense", "", "line 1, column 2: "},
      {"{\n  \"topology\": {\n    \"sectors\": ,\n  }\n}", "/topology/sectors",
       "line 3, column 16: "},
      {"{\"topology\": {\"sectors\": NaN}}", "/topology/sectors", "line 1, column 26: "},
      {"{\"topology\": {\"sectors\": 01}}", "/topology/sectors", "line 1, column 27: "},
      {"{\"agents\": [{}, {\"where\" \"s01\"}]}", "/agents/1/where", "line 1, column 30: "},
      {"{\"topology\": {},}", "/topology", "line 1, column 17: "},
      {"{} {}", "", "line 1, column 4: "},
      {"{\"simulation\": {\"jitter\": 1e999}}", "/simulation/jitter", "line 1, column 31: "},
      {"{ /* open", "", "line 1, column 10: "},
      {"{\"\xc3\xa4\": ?}", "/\xc3\xa4", "line 1, column 7: "},
      {"{\"\xff\": 1}", "", "line 1, column 3: "},
  }));
  CAPTURE(json);
  auto found = only_problem_of(json);
  CHECK(found.pointer == pointer);
  CHECK(found.problem.substr(0, std::string(place).size()) == place);
  CHECK_FALSE(found.expected.empty());
}

TEST_CASE("a syntax error says what was expected", "[config]") {
  auto found = only_problem_of("{\"topology\" {}}");
  CHECK(found.expected == "':'");
  CHECK(found.problem.find("json.exception") == std::string::npos);
}

TEST_CASE("a key given twice is refused, wherever it stands", "[config]") {
  CHECK(lines_of(R"({"topology": {"sectors": 3, "sectors": 4}, "topology": {}})")
        == lines{"/topology/sectors: given twice; expected each key once",
                 "/topology: given twice; expected each key once"});
  CHECK(lines_of(R"({"agents": [{"where": "s01"}, {"where": "s02", "where": "s03"}]})")
        == lines{"/agents/1/where: given twice; expected each key once"});
}

TEST_CASE("the same key in two objects is no repetition", "[config]") {
  CHECK(load_config(R"({"classes": {"A_EDGE": {"share": 1}, "D_GPU": {"share": 1}}})"));
}

TEST_CASE("nesting without end is refused", "[config]") {
  auto found = only_problem_of(std::string(1'000'000, '['));
  CHECK(found.problem == "nested too deep");
}

TEST_CASE("a text beyond the limit is refused", "[config]") {
  auto found = only_problem_of("{}" + std::string(max_config_bytes, ' '));
  CHECK(found.problem == "the text is too large");
  CHECK(load_config("{}" + std::string(max_config_bytes - 2, ' ')));
}
