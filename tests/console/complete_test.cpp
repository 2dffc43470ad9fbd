#include "runtime/console/language/complete.hpp"

#include <random>

#include "runtime/console/language/grammar.hpp"
#include "tests/support/catch.hpp"

using namespace mesh::console;

namespace {

using list = std::vector<std::string>;

const completion_context mesh_of_three{3, 2, 2, {"inference", "observe"}, {"cascade.p95_ms"}};

completion_list at_end(const std::string& line) {
  return completions(line, line.size(), mesh_of_three);
}

list texts(const std::string& line) {
  list result;
  for (const auto& candidate : at_end(line).candidates)
    result.push_back(candidate.text);
  return result;
}

} // namespace

TEST_CASE("O7 command names are completed, word by word", "[console][complete]") {
  CHECK(texts("ga") == list{"gather"});
  CHECK(texts("a") == list{"agents", "agent", "ask", "approve", "audit"});
  CHECK(texts("ro") == list{"route"});
  CHECK(texts("route ") == list{"exclude", "around", "list", "clear"});
  CHECK(texts("on ") == list{"failure"});
  CHECK(texts("").size() > 15);
  CHECK(texts("nonsense ").empty());
}

TEST_CASE("O7 options are completed once", "[console][complete]") {
  CHECK(texts("gather --w") == list{"--window", "--weight"});
  CHECK(texts("gather --window 2s --w") == list{"--weight"});
  CHECK(texts("gather --window ").empty()); // a duration: nothing to offer
  CHECK(texts("simulate s01 la") == list{"latency="});
  CHECK_FALSE(at_end("simulate s01 la").candidates[0].complete);
  CHECK(texts("expect cascade.p95_ms > 1 w") == list{"within"});
}

TEST_CASE("O7 values are completed by what stands there", "[console][complete]") {
  CHECK(texts("agents --class ").size() == 6);
  CHECK(texts("agents --class=D") == list{"--class=D_GPU"});
  CHECK(texts("agents --state o") == list{"offline"});
  CHECK(texts("ask x --priority ") == list{"background", "normal", "high", "critical"});
  CHECK(texts("held ") == list{"drop"});
  CHECK(texts("ask x --capability ") == list{"inference", "observe"});
  CHECK(texts("route exclude A_EDGE ") == list{"from", "--approve"});
  CHECK(texts("route exclude A_EDGE from i") == list{"inference"});
  CHECK(texts("expect ") == list{"cascade.p95_ms", "within"});
  CHECK(texts("expect cascade.p95_ms >") == list{">=", ">"});
  CHECK(texts("cascade p") == list{"parallel", "priority_first"});
  CHECK(texts("on failure ") == list{"stop", "continue"});
  CHECK(texts("help exit") == list{"exit-codes", "exit"});
  CHECK(texts("delegate x --to b") == list{"best"});
}

TEST_CASE("T4 ids are completed level by level", "[console][complete]") {
  CHECK(texts("sector s") == list{"s00", "s01", "s02"});
  CHECK(texts("cluster s0") == list{"s00.", "s01.", "s02."});
  CHECK(texts("cluster s01.") == list{"s01.c00", "s01.c01"});
  CHECK(texts("agent s01.c01.") == list{"s01.c01.a00", "s01.c01.a01"});
  CHECK_FALSE(at_end("agent s01.").candidates[0].complete);
  CHECK(at_end("agent s01.c01.").candidates[0].complete);
  CHECK(texts("gather s01") == list{"s01"});
  CHECK(texts("gather a") == list{"all"});
  CHECK(texts("pipeline s00.c00.a00 s00.c00.a00 s02") == list{"s02."});
  CHECK(texts("agent s01.c01.a01.").empty());
}

TEST_CASE("O7 nothing is offered in quotes and comments", "[console][complete]") {
  CHECK(texts("ask \"ga").empty());
  CHECK(texts("ask \"two ga").empty());
  CHECK(texts("# ga").empty());
  CHECK(texts("status # ga").empty());
}

TEST_CASE("O7 the cursor decides, not the end of the line", "[console][complete]") {
  auto result = completions("gat s01 --window 2s", 3, mesh_of_three);
  CHECK(result.start == 0);
  REQUIRE(result.candidates.size() == 1);
  CHECK(result.candidates[0].text == "gather");
  CHECK(completions("gather --cl", 11, mesh_of_three).start == 7);
  CHECK(completions("ga", 99, mesh_of_three).candidates.size() == 1);
}

TEST_CASE("the common beginning of all candidates", "[console][complete]") {
  CHECK(common_prefix(at_end("gather --w")) == "--w");
  CHECK(common_prefix(at_end("ag")) == "agent");
  CHECK(common_prefix({}).empty());
}

TEST_CASE("O7 every command and option can be reached by completion", "[console][complete]") {
  for (const auto& spec : grammar()) {
    auto line = std::string(spec.name);
    auto blank = line.find(' ');
    auto candidates = texts(line);
    INFO(line);
    auto word = blank == std::string::npos ? line : line.substr(blank + 1);
    CHECK(std::find(candidates.begin(), candidates.end(), word) != candidates.end());
    for (const auto& option : spec.options) {
      auto offered = texts(line + " " + written(option));
      CHECK(offered == list{written(option)});
    }
  }
}

TEST_CASE("completion survives any line", "[console][complete][fuzz]") {
  std::mt19937 random(5);
  std::uniform_int_distribution<int> byte(0, 255), length(0, 40);
  for (int round = 0; round < 5'000; ++round) {
    std::string line = round % 2 == 0 ? "gather " : "";
    for (int i = length(random); i > 0; --i)
      line += static_cast<char>(byte(random));
    auto cursor = static_cast<std::size_t>(length(random));
    CHECK(completions(line, cursor, mesh_of_three).start <= line.size());
  }
}
