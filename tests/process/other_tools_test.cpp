// docs/reference/coming-from-other-tools.md: every line of it, as people type them (O7).
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>

#include "tests/process/mesh_process.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/work/process_support.hpp"

using namespace mesh::test;

namespace {

struct typed_row {
  std::string line;
  int code = 0;
  std::string says;
};

std::string trimmed(const std::string& cell) {
  const auto begin = cell.find_first_not_of(' ');
  return begin == std::string::npos
             ? std::string()
             : cell.substr(begin, cell.find_last_not_of(' ') - begin + 1);
}

/// The rows of the page's tables whose first cell is a command line.
std::vector<typed_row> rows_of_page() {
  std::vector<typed_row> rows;
  std::istringstream page(content_of(MESH_SOURCE "/docs/reference/coming-from-other-tools.md"));
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("| `"))
      continue;
    const auto end = line.find("` |");
    std::istringstream rest(line.substr(end + 3));
    std::string code, says;
    std::getline(rest, code, '|');
    std::getline(rest, says, '|');
    rows.push_back({line.substr(3, end - 3), std::stoi(code), trimmed(says)});
  }
  return rows;
}

/// A mesh that listens, and a folder with what the lines name.
struct operated : data_folder {
  operated() {
    ::setenv("XDG_CONFIG_HOME", (path() / "config").c_str(), 1);
    set_content(path() / "ok.mesh", "status\nexpect agents.total = 45\n");
    set_content(path() / "stops.mesh", "agents s09\nstatus\n");
    set_content(path() / "bad.mesh", "stats\n");
    set_content(path() / "mesh.json", content_of(MESH_SMALL_CONFIG));
    REQUIRE(run_mesh({"certs", "init", certs}).code == 0);
    REQUIRE(run_mesh({"certs", "issue", "hub", "--role", "orchestrator", "--host", "localhost",
                      "127.0.0.1", "--dir", certs})
                .code
            == 0);
    REQUIRE(run_mesh({"certs", "issue", "ann", "--role", "operator", "--dir", certs}).code
            == 0);
    hub = std::make_unique<mesh_process>(
        words{"dev", "--config", MESH_SMALL_CONFIG, "--listen", "0", "--certs", certs});
    hub->wait_for_remark("as orchestrator/hub\n");
    const std::string before = "https://";
    const auto& said = hub->so_far().err;
    const auto begin = said.find(before) + before.size();
    const auto at = said.substr(begin, said.find(' ', begin) - begin);
    REQUIRE(run_mesh({"context", "add", "lab", "--at", at, "--certs", certs}).code == 0);
  }
  [[nodiscard]] ended type(const std::string& line) const {
    const auto script =
        "cd '" + path().string() + "'\nPATH=\"$(dirname \"$0\"):$PATH\"\n" + line + "\n";
    mesh_process shell(words{"/bin/bash", "-c", script}, words{});
    return shell.end();
  }

  std::string certs = (path() / "certs").string();
  std::unique_ptr<mesh_process> hub;
};

} // namespace

TEST_CASE_METHOD(operated, "O7 a mesh elsewhere is watched until Ctrl-C, which is no failure",
                 "[process]") {
  mesh_process watching({"agents", "-w", "100ms", "--limit", "3", "-q", "--context", "lab"});
  watching.wait_for_result("s00.c00.a02");
  watching.signal(SIGINT);
  const auto run = watching.end();
  CHECK(run.code == 0);
  CHECK(run.err.empty());
  CHECK(type("mesh status").code == 0);
}

TEST_CASE_METHOD(operated, "O7 the report of a script is the same from here and elsewhere",
                 "[process]") {
  const auto without_times = [](std::string xml) {
    for (auto at = xml.find(" time=\""); at != std::string::npos; at = xml.find(" time=\""))
      xml.erase(at, xml.find('"', at + 7) - at + 1);
    return xml;
  };
  CHECK(type("mesh run stops.mesh -q --report junit there.xml").code == 1);
  CHECK(type("mesh dev --config mesh.json -q --report junit here.xml stops.mesh").code == 1);
  const auto there = content_of(path() / "there.xml");
  CHECK(has(there, "tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"1\""));
  CHECK(without_times(there) == without_times(content_of(path() / "here.xml")));
  CHECK(type("mesh run ok.mesh --report pdf x.xml").code == 2);
  CHECK(type("mesh run ok.mesh --report junit nowhere/x.xml").code == 1);
}

TEST_CASE_METHOD(operated,
                 "O7 completion knows commands, options, columns and the mesh's names",
                 "[process]") {
  const auto offers = [this](const std::string& line, const std::string& what) {
    const auto run = type("mesh complete 'mesh " + line + "'");
    INFO(line << ": " << run.out << run.err);
    CHECK(run.code == 0);
    CHECK(has("\n" + run.out, "\n" + what + "\n"));
  };
  offers("gat", "gather");
  offers("cer", "certs");
  offers("certs is", "issue");
  offers("certs issue --ro", "--role");
  offers("node dr", "drain");
  offers("agents --fil", "--filter");
  offers("agents --sort lat", "latency_ms");
  offers("agents --columns id,lat", "id,latency_ms");
  offers("agents -o cs", "csv");
  offers("agents --class D", "D_GPU");
  offers("agent s02.c01.a0", "s02.c01.a04");
  offers("help exit", "exit-codes");
  CHECK(type("mesh complete 'mesh agent s03'").out.empty()); // there are three sectors
}

TEST_CASE_METHOD(operated,
                 "O7 bash completes with what mesh says, also behind a =", "[process]") {
  const auto completed = [this](const std::string& typed) {
    const auto run = type("source <(mesh completion bash)\n"
                          "COMP_LINE='"
                          + typed
                          + "'\nCOMP_POINT=${#COMP_LINE}\n"
                            "read -ra COMP_WORDS <<<\"${COMP_LINE//=/ = }\"\n"
                            "[[ $COMP_LINE != *' ' ]] || COMP_WORDS+=('')\n"
                            "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_mesh\n"
                            "echo \"${COMPREPLY[*]}\"");
    return run.out;
  };
  CHECK(completed("mesh gat") == "gather\n");
  CHECK(completed("mesh agents --so") == "--sort\n");
  CHECK(completed("mesh agents --sort=lat") == "latency_ms\n");
  CHECK(completed("mesh agents -o c") == "csv\n");
  CHECK(completed("mesh context ") == "add use list remove --help\n");
}

TEST_CASE_METHOD(operated, "O7 what people of kubectl, nats, nomad and clush type works",
                 "[process]") {
  const auto rows = rows_of_page();
  REQUIRE(rows.size() >= 100);
  for (const auto& row : rows) {
    const auto run = type(row.line);
    INFO(row.line << "\nends with " << run.code << "\nstdout: " << run.out
                  << "\nstderr: " << run.err);
    CHECK(run.code == row.code);
    CHECK((has(run.out, row.says) || has(run.err, row.says)));
    if (row.code != 0)
      CHECK_FALSE(run.err.empty()); // what is wrong stands on stderr, in every format
  }
}
