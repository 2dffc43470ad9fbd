// What the shell's user types, well and badly.
#include "tests/process/mesh_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/work/process_support.hpp"

using namespace mesh::test;

TEST_CASE("O7 a command line that means nothing is answered with what does", "[process]") {
  auto [arguments, remark] = GENERATE(table<words, std::string>({
      {words{}, "Usage: mesh"},
      {{"nonsense-altogether"}, "there is no subcommand \"nonsense-altogether\""},
      {{"dve"}, "did you mean: dev?"},
      {{"staus"}, "did you mean: status?"},
      {{"status"}, "mesh dev -c 'status'"},
      {{"ask", "what's up", "--in", "s00"}, R"(mesh dev -c 'ask "what'\''s up" --in s00')"},
      {{"route", "list"}, "mesh dev -c 'route list'"},
      {{"dev", "--bogus"}, "--bogus"},
      {{"dev", "one.mesh", "two.mesh"}, "two.mesh"},
      {{"dev", "one.mesh", "-c", "status"}, "excludes"},
      {{"dev", ""}, "the name is empty"},
      {{"dev", "--config", ""}, "the name is empty"},
      {{"dev", "--seed", "-1"}, "\"-1\" is not a seed"},
      {{"dev", "--seed", "18446744073709551616"}, "is not a seed"},
      {{"dev", "--seed", "7x"}, "is not a seed"},
      {{"dev", "-o", "yaml"}, "{table,json,jsonl,wide,csv,name}"},
      {{"dev", "-c"}, "--command"},
      {{"dev", "/nonexistent.mesh"}, "cannot read the script /nonexistent.mesh"},
      {{"dev", "/"}, "cannot read the script /: Is a directory"},
      {{"dev", "--config", "/nonexistent.json"}, "/nonexistent.json"},
      {{"help", "no-such-topic"}, "there is no help on \"no-such-topic\""},
      {{"config"}, "subcommand"},
      {{"config", "check"}, "file"},
      {{"config", "check", ""}, "the name is empty"},
      {{"config", "check", "/"}, "Is a directory"},
  }));
  CAPTURE(arguments);
  auto run = run_mesh(arguments);
  CHECK(run.code == 2);
  CHECK(run.out.empty());
  CHECK(has(run.err, remark));
}

TEST_CASE("O7 the exit codes are documented", "[process]") {
  auto run = run_mesh({"help", "exit-codes"});
  CHECK(run.code == 0);
  CHECK(run.err.empty());
  for (int code = 0; code <= 6; ++code)
    CHECK(has(run.out, "\n  " + std::to_string(code) + "  "));
}

TEST_CASE("O7 help is data: on stdout, of the whole and of each command", "[process]") {
  for (const words& topic : {words{"help"}, words{"--help"}, words{"help", "gather"},
                             words{"help", "metrics"}, words{"dev", "--help"}}) {
    auto run = run_mesh(topic);
    CHECK(run.code == 0);
    CHECK_FALSE(run.out.empty());
    CHECK(run.err.empty());
  }
}

TEST_CASE("O7 a seed may be any 64-bit number", "[process]") {
  for (const auto* seed : {"0", "18446744073709551615"})
    CHECK(run_mesh(small_mesh({"--seed", seed, "-c", "status"})).code == 0);
}

TEST_CASE("config: every problem of a file is named at once, with its place", "[process]") {
  scratch_folder folder;
  auto file = folder.file("bad.json", R"({
    "topology": {"sectors": 0, "clusters_per_sector": "x"},
    "coordination": {"gather_window_ms": 0},
    "nonsense": 1,
    "agents": [{"where": "s99", "command": {"argv": []}}, {}]})");
  auto check = run_mesh({"config", "check", file});
  CHECK(check.code == 2);
  CHECK(check.out.empty());
  for (const auto* place :
       {"/topology/sectors: found 0; expected", "/topology/clusters_per_sector: found \"x\"",
        "/coordination/gather_window_ms", "/nonsense: unknown key", "/agents/0/command/argv",
        "/agents/1/where: missing"})
    CHECK(has(check.err, place));
  auto start = run_mesh({"dev", "--config", file, "-c", "status"});
  CHECK(start.code == 2);
  CHECK(start.out.empty());
  CHECK(start.err == check.err);
}

TEST_CASE("config: what is no JSON is refused with its line", "[process]") {
  scratch_folder folder;
  for (const auto* text : {"", "{,", "[]", "{\"topology\": "}) {
    CAPTURE(text);
    auto run = run_mesh({"config", "check", folder.file("bad.json", text)});
    CHECK(run.code == 2);
    CHECK_FALSE(run.err.empty());
  }
}

TEST_CASE("config: what is shown is a good configuration", "[process]") {
  scratch_folder folder;
  for (const words& shown :
       {words{"config", "show"}, words{"config", "show", MESH_SMALL_CONFIG}}) {
    auto show = run_mesh(shown);
    CHECK(show.code == 0);
    auto check = run_mesh({"config", "check", folder.file("shown.json", show.out)});
    CHECK(check.code == 0);
    CHECK(check.err.empty());
    CHECK(has(check.out, shown.size() == 2 ? "30000 agents" : "45 agents"));
  }
}
