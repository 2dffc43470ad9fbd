// Data on stdout, everything else on stderr; the same seed, the same bytes.
#include <sstream>

#include "tests/process/mesh_process.hpp"
#include "tests/support/catch.hpp"

using namespace mesh::test;

namespace {

/// Every command there is, done and failed.
const std::string everything = R"(on failure continue
# Looking.
status
agents --limit 3
agents s09
agent s00.c00.a00
cluster s00.c00
sector s00
kpi
route exclude D_GPU from observe
route around s00.c00.a01
route list
route clear
gather
gather --unscheduled
gather s00.c00 --class D
cascade wave
cascade parallel
cascade priority_first
ask "is \"it\" größer?"
broadcast "what's \"up\""
broadcast hello --ack
delegate task
delegate task --to s09.c00.a00
pipeline s00.c00.a00 s00.c00.a01 --payload draft
pipeline s00.c00.a00 s09.c00.a01
simulate s00 latency=x3 conflict=50%
simulate s00.c00 --class D jitter=1%
ask "again"
expect agents.total = 45
expect agents.total = 46
wait 1s
held
held drop 1
help
help gather
)";
/// Lines that are commands.
std::size_t commands_in(const std::string& script) {
  std::istringstream lines(script);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line);)
    count += line.starts_with('#') ? 0 : 1;
  return count;
}

} // namespace

TEST_CASE("O7 -o jsonl: a line of JSON for each command and each row, and nothing else",
          "[process]") {
  auto run = run_script(everything, {"-o", "jsonl"});
  std::vector<nlohmann::json> results;
  std::size_t rows = 0;
  std::istringstream lines(run.out);
  for (std::string line; std::getline(lines, line);) {
    auto one = nlohmann::json::parse(line);
    if (one.contains("command"))
      results.push_back(std::move(one));
    else
      ++rows;
  }
  constexpr std::size_t lists = 3; // agents --limit 3, kpi, and held, which is empty
  REQUIRE(results.size() == commands_in(everything) - lists);
  CHECK(rows == 3 + run_json("kpi\n").at(0).at("rows").size());
  for (const auto& result : results) {
    CAPTURE(result);
    CHECK(result.at("command").is_string());
    CHECK(result.at("source").at("file") == "stdin");
    CHECK(result.at("source").at("line").get<int>() > 0);
    auto code = result.at("exit_code").get<int>();
    auto failed = result.contains("error");
    CHECK((code == 0 || code == 1 || code == 3 || code == 4));
    CHECK((!failed || code != 0));
    if (failed)
      CHECK_FALSE(result["error"]["detail"].get<std::string>().empty());
  }
}

TEST_CASE("O7 -o json: an object for each command and nothing else", "[process]") {
  auto run = run_script(everything, {"-o", "json"});
  auto text = run.out;
  std::size_t objects = 0;
  for (std::size_t end = 0; (end = text.find("\n}\n")) != std::string::npos; ++objects) {
    CHECK(nlohmann::json::accept(text.substr(0, end + 3)));
    text.erase(0, end + 3);
  }
  CHECK(text.empty());
  CHECK(objects == commands_in(everything));
}

TEST_CASE("O7 tables show what the JSON says, without escapes when nobody looks", "[process]") {
  auto table = run_script("status\ngather\nkpi\n");
  CHECK(table.code == 0);
  CHECK(has(table.out, "45 of 45 active"));
  CHECK(has(table.out, "SUCCESS"));
  CHECK_FALSE(has(table.out, "\x1b"));
  CHECK_FALSE(has(table.err, "\x1b"));
  CHECK_FALSE(has(table.out, "mesh>"));
  CHECK(has(table.err, "mesh> gather"));
}

TEST_CASE("O7 -q leaves only the results", "[process]") {
  auto quiet = run_script(everything, {"-q"});
  auto chatty = run_script(everything);
  std::istringstream said(quiet.err);
  for (std::string line; std::getline(said, line);) {
    CAPTURE(line);
    CHECK((line.starts_with("error: ") || line.starts_with("  remedy: ")
           || line.starts_with("expectation failed: ")));
  }
  CHECK(times(quiet.err, "error: ") == times(chatty.err, "error: "));
  CHECK(quiet.out == chatty.out);
  CHECK(quiet.code == chatty.code);
}

TEST_CASE("two runs of one seed in virtual time are the same, byte for byte", "[process]") {
  auto format = GENERATE(as<std::string>{}, "table", "json", "jsonl");
  words how{"--seed", "11", "-o", format};
  auto first = run_script(everything, how);
  auto second = run_script(everything, how);
  CHECK(first.code == second.code);
  CHECK(first.out == second.out);
}

TEST_CASE("another seed is another world", "[process]") {
  CHECK(run_script("gather\n", {"--seed", "1"}).out
        != run_script("gather\n", {"--seed", "2"}).out);
}

TEST_CASE("O1 an hour passes in virtual time, and the mesh stays heard", "[process]") {
  auto results = run_json("wait 1h\nexpect agents.active = 45\nexpect map.age <= 10000\n"
                          "status\n");
  REQUIRE(results.size() == 4);
  CHECK(results[0]["waited_ms"] == 3'600'000.0);
  CHECK(results[3]["agents"]["active"] == 45);
}
