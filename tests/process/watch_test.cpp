// Looks that repeat: --watch (O7). Elsewhere: other_tools_test.
#include <csignal>
#include <cstdlib>

#include "tests/process/mesh_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pseudo_terminal.hpp"
#include "tests/work/process_support.hpp"

using namespace mesh::test;

TEST_CASE("O7 a watch prints only the lines that changed, so many times", "[process]") {
  auto run = run_script("status --watch 1s --times 3\n", {"-q"});
  CHECK(run.code == 0);
  CHECK(run.err.empty());
  CHECK(times(run.out, "mesh FULL") == 1);
  CHECK(times(run.out, "impedance") > 1);
  CHECK_FALSE(has(run.out, "\x1b"));
}

TEST_CASE("O7 a watch as jsonl has a line for each row that changed", "[process]") {
  auto run = run_script("agents --watch 1s --times 2 --limit 3 -o jsonl --columns id,class\n");
  CHECK(run.code == 0);
  CHECK(results_of(run).size() == 3); // ids and classes do not change
}

TEST_CASE("O7 Ctrl-C is how a watch ends, and no failure", "[process]") {
  mesh_process mesh({"dev", "--config", MESH_SMALL_CONFIG, "-q", "-c",
                     "agents --watch 100ms --limit 2", "-c", "version"});
  mesh.wait_for_result("s00.c00.a01");
  mesh.signal(SIGINT);
  const auto run = mesh.end();
  CHECK(run.code == 0);
  CHECK(run.err.empty());
  CHECK(has(run.out, "mesh 0.")); // the script goes on
}

TEST_CASE("O7 a watch that fails ends with the code of its last look", "[process]") {
  auto run = run_script("agents s09 --watch 1s --times 2\n", {"-q"});
  CHECK(run.code == 1);
  CHECK(times(run.err, "error: unknown_target") == 2);
}

TEST_CASE("O7 on a terminal each look is drawn over the one before", "[process]") {
  scratch_folder folder;
  pseudo_terminal screen([&] {
    ::setenv("HOME", folder.path("home").c_str(), 1);
    ::setenv("TERM", "xterm", 1);
    ::setenv("NO_COLOR", "1", 1);
    become_mesh({"dev", "--config", MESH_SMALL_CONFIG, "-q"});
  });
  screen.wait_for("mesh> ");
  screen.type("status -w 100ms\r");
  screen.wait_for("\x1b[2J\x1b[Hevery 100ms: status -w 100ms");
  screen.wait_for("\x1b[Hevery 100ms: status -w 100ms");
  screen.type("\x03");
  screen.wait_for("mesh> ");
  screen.type("\x04");
  CHECK(screen.exit_code() == 0);
}
