#include "runtime/console/running/command_profile.hpp"

#include <string>

#include "tests/console/parsing.hpp"

using namespace mesh;
using namespace mesh::console;

namespace {

using purpose = command_profile::purpose;

/// As a mesh of 2 x 2 x 30 agents sees the command.
command_profile profile(const std::string& text) {
  static const config cfg = [] {
    config c;
    c.topology = topology_config::of(2, 2, 30);
    return c;
  }();
  static const roster who(cfg);
  auto line = parse_line(text);
  INFO(text);
  REQUIRE(line);
  REQUIRE(*line);
  return profile_of((*line)->order, who, cfg.coordination);
}

} // namespace

TEST_CASE("D2 what only looks, and what frames a script, is never held up",
          "[console][modes]") {
  auto text = GENERATE(values<std::string>(
      {"status", "agents", "agent s00.c00.a00", "kpi", "route list", "held", "held drop 1",
       "crash all 10%", "hang s00", "simulate all latency=x2", "wait 1s", "expect mode = 0",
       "on failure continue", "help", "quit"}));
  CHECK(profile(text).what == purpose::look);
}

TEST_CASE("D2 a command is as large as what it is sent to at once", "[console][modes]") {
  auto [text, agents, mesh_wide] = GENERATE(table<std::string, int, bool>({
      {"broadcast hello", 120, true},
      {"broadcast hello --in s01", 60, false},
      {"gather", 120, true},
      {"gather s01.c00", 30, false},
      {"gather s01.c00.a03", 1, false},
      {"ask hello --in s01", 60, false},
      {"ask hello --sample 7", 7, false},
      {"ask hello", 100, false},              // the default sample
      {"ask hello --sample 5000", 120, true}, // everybody, by another name
      {"cascade wave", 120, true},
      {"delegate task", 1, false},
      {"pipeline s00.c00.a00 s00.c00.a01", 1, false}, // one after the other
  }));
  INFO(text);
  auto p = profile(text);
  CHECK(p.what == purpose::work);
  CHECK(p.agents == agents);
  CHECK(p.mesh_wide == mesh_wide);
  CHECK(profile("gather --class D_GPU").agents == 8);
}

TEST_CASE("D2 what protects is mesh-wide when all of the mesh is meant", "[console][modes]") {
  auto [text, mesh_wide] = GENERATE(table<std::string, bool>({
      {"heal", true},
      {"heal all", true},
      {"heal s01", false},
      {"route exclude D_GPU from observe", true},
      {"route clear", true},
      {"route around s00.c00.a00", false},
  }));
  INFO(text);
  auto p = profile(text);
  CHECK(p.what == purpose::protect);
  CHECK(p.mesh_wide == mesh_wide);
  CHECK_FALSE(p.approved);
}

TEST_CASE("D2 O2 urgency and approval are what the operator says", "[console][modes]") {
  CHECK(profile("broadcast hello").urgency == priority::high);
  for (const auto* text : {"ask x", "delegate x", "gather", "cascade wave",
                           "pipeline s00.c00.a00 s00.c00.a01 --payload x"}) {
    INFO(text);
    CHECK(profile(text).urgency == priority::normal);
    CHECK_FALSE(profile(text).background);
    CHECK_FALSE(profile(text).approved);
    auto said = profile(std::string(text) + " --priority background --approve");
    CHECK(said.urgency == priority::background);
    CHECK(said.background);
    CHECK(said.approved);
    CHECK(profile(std::string(text) + " --priority critical").urgency == priority::critical);
  }
  CHECK(profile("heal all --approve").approved);
}
