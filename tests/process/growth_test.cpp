// T5 as operators meet it: a mesh that grows and shrinks, is killed, and is
// started again with the agents that it had.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/process/mesh_process.hpp"
#include "tests/support/catch.hpp"

using namespace mesh::test;

namespace {

/// The folder of a mesh of 45 agents (3 sectors, 3 clusters of 5 in each).
struct growing_mesh {
  growing_mesh() {
    std::string name = (std::filesystem::temp_directory_path() / "mesh_growth_XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    folder = name;
  }
  ~growing_mesh() { std::filesystem::remove_all(folder); }
  [[nodiscard]] std::vector<nlohmann::json> run(const std::string& script) const {
    return run_json("on failure continue\n" + script, {"--data", folder.string()});
  }
  std::filesystem::path folder;
};

} // namespace

TEST_CASE_METHOD(growing_mesh, "T5 grow and drain wait until it is done, and say where",
                 "[process]") {
  auto results = run("grow 7 --class D --in s01\n"
                     "gather s01.c03 --class D\n"
                     "drain s00.c02\n"
                     "status\n"
                     "agents s00.c02\n"
                     "gather s00.c02\n"
                     "drain s00.c02\n");
  const auto& grown = results.at(1);
  CHECK(grown["exit_code"] == 0);
  CHECK(grown["agents"] == 7);
  CHECK(grown["done"] == 7);
  CHECK(grown["clusters"][0]["cluster"] == "s01.c03");
  CHECK(grown["clusters"][1]["cluster"] == "s01.c04");
  CHECK(results.at(2)["ready"] == 5);
  CHECK(results.at(3)["done"] == 5);
  CHECK(results.at(4)["agents"]["total"] == 47);
  CHECK(results.at(4)["mode"] == "FULL");
  CHECK(results.at(5)["of"] == 0);
  CHECK(results.at(6)["exit_code"] != 0); // nobody is there
  CHECK(results.at(7)["exit_code"] == 0); // and nobody left to leave
  CHECK(results.at(7)["agents"] == 0);
}

TEST_CASE_METHOD(growing_mesh, "T5 after kill -9 the mesh has the agents that it had",
                 "[process]") {
  {
    mesh_process process({"dev", "--config", MESH_SMALL_CONFIG, "--data", folder.string(), "-o",
                          "jsonl", "-c", "grow 6 --class D", "-c", "drain s02.c01.a03", "-c",
                          "freeze s00.c03", "-c", "wait 1h", "--keep-going"});
    process.wait_for_result("\"command\":\"freeze\"");
    process.signal(SIGKILL);
    CHECK(process.end().code == 128 + SIGKILL);
  }
  auto results = run("expect frozen.agents = 5\n"
                     "thaw s00.c03\n"
                     "expect agents.leaving = 0 within 10s\n"
                     "expect agents.total = 50 within 10s\n"
                     "agents --class D\n"
                     "agent s02.c01.a03\n");
  CHECK(results.at(1)["held"] == true);
  CHECK(results.at(2)["going_on"] == 5); // the frozen newcomers go on, too
  CHECK(results.at(3)["held"] == true);
  CHECK(results.at(4)["held"] == true);
  CHECK(results.at(5)["of"].get<int>() >= 6);
  CHECK(results.at(6)["error"]["code"] == "unknown_target");
}

TEST_CASE_METHOD(growing_mesh, "T5 what cannot grow or shrink says why", "[process]") {
  auto results = run("grow 100000\n"
                     "drain all\n"
                     "drain s09\n"
                     "grow 1 --in s00.c09\n"
                     "freeze s00\n"
                     "grow 1\n"
                     "drain s00.c00.a00\n"
                     "grow 1 --in s01\n"
                     "status\n");
  auto code = [&](std::size_t i) {
    return results.at(i)["error"]["code"].get<std::string>();
  };
  CHECK(code(1) == "mesh_full");
  CHECK(results.at(1)["error"]["detail"] == "there is room for 1455 more in all");
  CHECK(code(2) == "invalid_argument");
  CHECK(code(3) == "unknown_target");
  CHECK(code(4) == "unknown_target");
  for (auto frozen : {6, 7}) {
    CHECK(results.at(frozen)["exit_code"] == 6);
    CHECK(code(frozen) == "frozen");
  }
  CHECK(results.at(8)["exit_code"] == 0); // elsewhere it may
  CHECK(results.at(9)["agents"]["total"] == 46);
}

TEST_CASE_METHOD(growing_mesh, "T5 of what was drained before the mesh says so", "[process]") {
  auto results = run("drain s00.c02\ndrain s00.c02\ncrash s00.c02 100%\n");
  CHECK(results.at(1)["done"] == 5);
  CHECK(results.at(2)["exit_code"] == 0);
  CHECK(results.at(2)["note"] == "s00.c02 has no agents left: it was drained before");
  CHECK(results.at(3)["error"]["detail"] == "s00.c02 has no agents left: it was drained");
  CHECK(results.at(3)["error"]["remedy"] == "grow 1 --in s00.c02");
}

TEST_CASE_METHOD(growing_mesh, "O5 O6 advice about agents that hang can be followed",
                 "[process]") {
  auto results = run("hang s00.c00.a00\nheal s00.c00.a00\nfreeze s00\nwait 1s\n"
                     "drain s00.c00.a01\nheal s00\nwait 1s\nthaw s00\ndrain s00.c00.a01\n");
  CHECK(results.at(2)["done"].empty());
  CHECK(results.at(2)["note"].get<std::string>().find("no failure is known in s00.c00.a00")
        == 0);
  CHECK(results.at(3)["exit_code"] == 3);
  CHECK(results.at(5)["error"]["remedy"] == "heal s00, then thaw s00 first");
  CHECK(results.at(6)["done"].size() == 1);
  CHECK(results.at(8)["exit_code"] == 0);
  CHECK(results.at(9)["done"] == 1);
}

TEST_CASE_METHOD(growing_mesh, "T5 a damaged roster is refused with its name", "[process]") {
  CHECK(run("grow 1\n").at(1)["done"] == 1);
  auto file = folder / "roster";
  REQUIRE(std::filesystem::exists(file));
  {
    std::fstream at(file, std::ios::in | std::ios::out | std::ios::binary);
    at.seekp(static_cast<std::streamoff>(std::filesystem::file_size(file)) - 5);
    at.put('#');
  }
  auto refused = run_script("status\n", {"--data", folder.string()});
  CHECK(refused.code == 1);
  CHECK(has(refused.err, "hash_mismatch"));
  CHECK(has(refused.err, file.string()));
  std::filesystem::remove(file);
  CHECK(run_script("expect agents.total = 45\n", {"--data", folder.string()}).code == 0);
}
