#include "config/files.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "config/loader.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

const std::filesystem::path directory = MESH_CONFIG_DIR;

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

config loaded(const char* name) {
  auto result = load_config_file(directory / name);
  if (!result)
    FAIL(name << ":\n" << to_string(result.error()));
  return *result;
}

} // namespace

TEST_CASE("the files that follow from the fields are up to date", "[config]") {
  INFO("after a change in config/fields.hpp build the target config_files");
  CHECK(text_of(directory / "mesh.schema.json") == schema_file());
  CHECK(text_of(directory / "default.json") == default_file());
}

TEST_CASE("default.json is the specification's mesh", "[config]") {
  CHECK(loaded("default.json") == config{});
}

TEST_CASE("small.json has 3 x 3 x 5 agents", "[config]") {
  CHECK(loaded("small.json").topology == topology_config::of(3, 3, 5));
}

TEST_CASE("R3 raspberry_pi.json asks for less of everything than the default", "[config]") {
  auto c = loaded("raspberry_pi.json");
  config defaults;
  CHECK(c.topology.agents < defaults.topology.agents);
  CHECK(c.limits.agent_queue < defaults.limits.agent_queue);
  CHECK(c.runtime.command_processes < defaults.runtime.command_processes);
  CHECK(c.runtime.workers == 3);
}

TEST_CASE("every ready-made file names the schema", "[config]") {
  for (const auto& file : std::filesystem::directory_iterator(directory))
    if (file.path().extension() == ".json" && file.path().stem() != "mesh.schema") {
      CAPTURE(file.path());
      CHECK(load_config_file(file.path()));
      CHECK(text_of(file.path()).find("\"$schema\": \"mesh.schema.json\"")
            != std::string::npos);
    }
}

TEST_CASE("a file that cannot be read is a problem with its name and the reason", "[config]") {
  auto missing = load_config_file(directory / "no_such_file.json");
  REQUIRE_FALSE(missing);
  REQUIRE(missing.error().size() == 1);
  CHECK(missing.error()[0].problem.find("no_such_file.json: No such file")
        != std::string::npos);
  auto folder = load_config_file(directory);
  REQUIRE_FALSE(folder);
  CHECK(folder.error()[0].problem.find("Is a directory") != std::string::npos);
}
