// Streams that are closed, full, or read by nobody; signals.
#include <csignal>

#include "tests/process/mesh_process.hpp"
#include "tests/support/catch.hpp"

using namespace mesh::test;

TEST_CASE("O7 a closed pipe ends a script quietly", "[process]") {
  std::string script;
  for (int i = 0; i < 2'000; ++i)
    script += "status\n";
  mesh_process mesh(small_mesh({"-o", "jsonl", "-"}));
  mesh.write(script);
  mesh.close_input();
  mesh.wait_for_result("\n");
  mesh.close_output();
  auto run = mesh.end();
  CHECK(run.code == 128 + SIGPIPE);
  CHECK_FALSE(has(run.err, "error"));
}

TEST_CASE("O7 a closed pipe ends a piped console quietly", "[process]") {
  mesh_process mesh(small_mesh({"-o", "jsonl"}));
  mesh.write("status\n");
  mesh.wait_for_result("\n");
  mesh.close_output();
  mesh.write("status\n"); // its stdin stays open: it ends because nobody reads
  mesh.wait_for_remark("up in");
  auto run = mesh.end();
  CHECK(run.code == 128 + SIGPIPE);
  CHECK_FALSE(has(run.err, "error"));
}

TEST_CASE("results that cannot be written are an error", "[process]") {
  auto [arguments, redirection] = GENERATE(table<words, std::string>({
      {small_mesh({"-c", "status"}), ">/dev/full"},
      {small_mesh({"-c", "status"}), ">&-"},
      {{"help"}, ">/dev/full"},
      {{"help"}, ">&-"},
      {{"config", "show"}, ">/dev/full"},
      {{"config", "check", MESH_SMALL_CONFIG}, ">/dev/full"},
      {{"--help"}, ">/dev/full"},
  }));
  CAPTURE(arguments, redirection);
  auto run = run_mesh(arguments, {}, redirection);
  CHECK(run.code == 1);
  CHECK(has(run.err, "cannot write to stdout"));
}

TEST_CASE("O7 a closed stdin is the end of a console, and no script", "[process]") {
  CHECK(run_mesh(small_mesh(), {}, "<&-").code == 0);
  auto script = run_mesh(small_mesh({"-"}), {}, "<&-");
  CHECK(script.code == 2);
  CHECK(has(script.err, "cannot read the script on stdin"));
  CHECK(run_mesh(small_mesh({"-"}), {}, "</").code == 2); // a folder
}

TEST_CASE("O7 without a stderr the results are still there", "[process]") {
  auto redirection = GENERATE(as<std::string>{}, "2>&-", "2>/dev/full");
  auto run = run_mesh(small_mesh({"-o", "jsonl", "-c", "status", "-c", "agents s09"}), {},
                      redirection);
  CHECK(run.code == 1);
  CHECK(results_of(run).size() == 2);
}

TEST_CASE("O7 Ctrl-C ends the command, and the script with it", "[process]") {
  auto command = GENERATE(as<std::string>{}, "wait 1h", "delegate task --to F --timeout 1h",
                          "ask hello --sample 45 --timeout 1h",
                          "cascade parallel --window 1h --unscheduled",
                          "expect agents.total = 46 within 1h");
  CAPTURE(command);
  mesh_process mesh({"dev", "--config", MESH_SMALL_CONFIG, "-c", command, "-c", "status"});
  mesh.wait_for_remark("mesh> " + command);
  mesh.signal(SIGINT);
  auto run = mesh.end();
  CHECK(run.code == 1);
  CHECK(has(run.err, "command:1: " + command + ": interrupted; the script stops here"));
  CHECK_FALSE(has(run.out, "of 45 active"));
}

TEST_CASE("O7 Ctrl-C ends a wait in virtual time", "[process]") {
  // Long enough that no machine gets through it before the signal arrives.
  std::string days;
  for (int i = 0; i < 1'000; ++i)
    days += "wait 24h\n";
  mesh_process mesh(small_mesh({"-"}));
  mesh.write(days);
  mesh.close_input();
  mesh.wait_for_remark("mesh> wait 24h");
  mesh.signal(SIGINT);
  auto run = mesh.end();
  CHECK(run.code == 1);
  CHECK(has(run.err, "interrupted; the script stops here"));
}

TEST_CASE("O7 Ctrl-C ends a console that reads a pipe", "[process]") {
  mesh_process mesh(small_mesh());
  mesh.write("status\n");
  mesh.wait_for_result("last cascade");
  mesh.signal(SIGINT);
  mesh.wait_for_remark("interrupted"); // its stdin is still open
  CHECK(mesh.end().code == 1);
}

TEST_CASE("O7 a termination signal ends the process", "[process]") {
  auto number = GENERATE(SIGTERM, SIGHUP, SIGKILL);
  mesh_process mesh({"dev", "--config", MESH_SMALL_CONFIG, "-c", "wait 1h"});
  mesh.wait_for_remark("mesh> wait 1h");
  mesh.signal(number);
  CHECK(mesh.end().code == 128 + number);
}
