// Trial runs of commands that change a mesh: --dry-run (O7, D2).
#include "runtime/console/language/grammar.hpp"
#include "tests/process/mesh_process.hpp"
#include "tests/support/catch.hpp"

using namespace mesh::test;
using nlohmann::json;

namespace {

/// Everything that commands of the table could change, looked at.
const std::string whole_state =
    "status\nagents --limit all\nroute list\nbreakers\nheld\nevents "
    "--limit all\nconflicts --limit all\nplan list\nchain list\n";
constexpr std::size_t looks_in_state = 9;

/// The example of a command, for a mesh of three sectors with three clusters of five agents.
std::string example_here(const mesh::console::command_spec& spec) {
  std::string text(spec.example);
  for (const auto& [there, here] :
       {std::pair{"s07.c04.a12", "s00.c01.a02"}, {"s07.c04", "s00.c01"}, {"s07", "s00"}})
    for (auto at = text.find(there); at != std::string::npos; at = text.find(there))
      text.replace(at, std::string_view(there).size(), here);
  return text;
}

/// Where a result stood is no part of what it says.
std::vector<json> without_source(std::vector<json> results) {
  for (auto& one : results)
    one.erase("source");
  return results;
}

} // namespace

TEST_CASE("O7 D2 a trial run changes nothing, whatever the command", "[process]") {
  std::string script = "on failure continue\n";
  std::vector<std::string> tried;
  for (const auto& spec : mesh::console::grammar())
    if (spec.would != nullptr) {
      tried.push_back(example_here(spec));
      script += whole_state + tried.back() + " --dry-run\n";
    }
  const auto results = without_source(run_json(script + whole_state));
  const auto each = looks_in_state + 1;
  REQUIRE(results.size() == 1 + tried.size() * each + looks_in_state);
  int went_well = 0;
  for (std::size_t i = 0; i < tried.size(); ++i) {
    const auto before = results.begin() + static_cast<std::ptrdiff_t>(1 + i * each);
    const auto after = before + static_cast<std::ptrdiff_t>(each);
    const auto& trial = *(after - 1);
    CAPTURE(tried[i], trial);
    CHECK(trial.at("dry_run") == true);
    if (trial.at("exit_code") == 0) {
      ++went_well;
      CHECK_FALSE(trial.at("would").get<std::string>().empty());
    } else {
      CHECK(trial.contains("error"));
    }
    CHECK(std::equal(before, after - 1, after));
  }
  CHECK(went_well > 20); // the others need hosts, people, agents outside or chains
}

TEST_CASE("O7 a trial run says exactly how many it would be, and who", "[process]") {
  const auto [command, counted] = GENERATE(table<std::string, std::string>({
      {"freeze s00", "agents"},
      {"crash s00 20%", "actors"},
      {"lie all 10%", "actors"},
      {"slow s01 50%", "actors"},
      {"grow 7", "agents"},
      {"drain s02.c01", "agents"},
      {"simulate s00 latency=x2 --class D", "agents"},
      {"gather s00 --unscheduled --minimum 0%", "sent"},
      {"broadcast hello", "sent"},
      {"cascade parallel --unscheduled", "sent"},
  }));
  CAPTURE(command);
  const auto results =
      run_json("on failure continue\n" + command + " --dry-run\n" + command + "\n");
  REQUIRE(results.size() == 3);
  CAPTURE(results[1], results[2]);
  CHECK(results[1].at("agents") == results[2].at(counted));
  CHECK(results[1].at("who").size() == results[1].at("agents").get<std::size_t>());
}

TEST_CASE("O7 a trial run names those who would be added or broken", "[process]") {
  const auto grown =
      run_json("grow 4 --dry-run\ngrow 4\nagents --filter \"id ~ c03\" --limit all\n");
  REQUIRE(grown.size() == 3);
  json came = json::array();
  for (const auto& row : grown[2].at("rows"))
    came.push_back(row.at("id"));
  CHECK(grown[0].at("who") == came);
  const auto told = run_json("delegate task --to D_GPU --dry-run\ndelegate task --to D_GPU\n");
  REQUIRE(told.size() == 2);
  CHECK(told[0].at("who") == json::array({told[1].at("agent")}));
}

TEST_CASE("O7 D1 a trial run says what the mode of the mesh would do", "[process]") {
  auto run = run_mesh({"dev", "--config", MESH_MODES_CONFIG, "--virtual-time", "-q", "-o",
                       "json", "--keep-going", "-c", "gather --dry-run"});
  const auto results = results_of(run);
  REQUIRE(results.size() == 1);
  CHECK_FALSE(results[0].contains("mode_says")); // FULL restricts nothing
}
