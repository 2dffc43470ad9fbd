// Manual pages and completion, as the tools that read them see them (O7).
#include <filesystem>

#include "tests/process/mesh_process.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/work/process_support.hpp"

using namespace mesh::test;

namespace {

ended run_tool(const words& program, const std::string& input = {}) {
  mesh_process tool(program, words{});
  tool.write(input);
  return tool.end();
}

} // namespace

TEST_CASE("O7 manual pages are troff without a warning", "[process]") {
  data_folder data;
  const auto folder = (data.path() / "man1").string();
  const auto made = run_mesh({"man", folder});
  INFO(made.err);
  REQUIRE(made.code == 0);
  int pages = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    ++pages;
    // mesh_process adds the name of the binary, which sh takes for its own.
    const auto run = run_tool(
        {"/bin/sh", "-c", "exec groff -man -ww -Tutf8 -z '" + entry.path().string() + "'"});
    INFO(entry.path() << ": " << run.err);
    CHECK(run.code == 0);
    CHECK(run.err.empty());
  }
  CHECK(pages > 80);
  CHECK(std::filesystem::exists(folder + "/mesh.1"));
  CHECK(std::filesystem::exists(folder + "/mesh-node-drain.1"));
  CHECK(std::filesystem::exists(folder + "/mesh-certs-issue.1"));
  CHECK(run_mesh({"man", "/dev/null/x"}).code == 1);
}

TEST_CASE("O7 shellcheck finds nothing in the completion for bash", "[process]") {
  const auto script = run_mesh({"completion", "bash"});
  REQUIRE(script.code == 0);
  const auto run = run_tool({"/bin/sh", "-c", "exec shellcheck -s bash -"}, script.out);
  INFO(run.out << run.err);
  CHECK(run.code == 0);
  CHECK(run_mesh({"completion", "tcsh"}).code == 2);
}
