#include "config/loader.hpp"

#include <limits>

#include "tests/config/support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::test;

TEST_CASE("an empty object is the specification's mesh", "[config]") {
  auto loaded = load_config("{}");
  REQUIRE(loaded);
  CHECK(*loaded == config{});
}

TEST_CASE("what is stated overrides, and nothing else changes", "[config]") {
  auto loaded = load_config(R"({
    "coordination": {"gather_window_ms": 250, "delegate_attempts": 5,
                     "priority_first_minimum": {"D_GPU": 0.5}},
    "classes": {"A_EDGE": {"share": 1.5, "capabilities": ["fly"]}},
    "simulation": {"seed": 18446744073709551615},
    "runtime": {"log_level": "debug", "log_json": true}})");
  REQUIRE(loaded);
  config expected;
  expected.coordination.gather_window_ms = 250;
  expected.coordination.delegate_attempts = 5;
  expected.coordination.priority_first_minimum[3] = 0.5;
  expected.classes[0].share = 1.5;
  expected.classes[0].capabilities = {"fly"};
  expected.simulation.seed = std::numeric_limits<std::uint64_t>::max();
  expected.runtime.log_level = "debug";
  expected.runtime.log_json = true;
  CHECK(*loaded == expected);
}

TEST_CASE("agents and exclusions are read whole", "[config]") {
  auto loaded = load_config(R"({
    "agents": [
      {"where": "s07.c04.a12", "class": "D_GPU", "capabilities": ["count"],
       "command": {"argv": ["wc", "-w"], "timeout_ms": 500}},
      {"where": "s99"}],
    "exclusions": [{"class": "E_LOCAL", "capability": "count"}]})");
  REQUIRE(loaded);
  REQUIRE(loaded->agents.size() == 2);
  const auto& first = loaded->agents[0];
  CHECK(first.where == scope(agent_id{7, 4, 12}));
  CHECK(first.cls == agent_class::d_gpu);
  CHECK(first.capabilities == std::vector<std::string>{"count"});
  REQUIRE(first.command);
  CHECK(first.command->argv == std::vector<std::string>{"wc", "-w"});
  CHECK(first.command->timeout_ms == 500);
  CHECK(first.command->output_bytes == command_work_config{}.output_bytes);
  CHECK(loaded->agents[1] == agent_override_config{scope(sector_id{99}), {}, {}, {}});
  CHECK(loaded->exclusions == std::vector<exclusion_config>{{agent_class::e_local, "count"}});
}

TEST_CASE("T1 a total that is not stated is the product of the counts", "[config]") {
  auto loaded = load_config(R"({"topology": {"sectors": 3, "agents_per_cluster": 7}})");
  REQUIRE(loaded);
  CHECK(loaded->topology == topology_config::of(3, 10, 7));
  CHECK(load_config(R"({"topology": {"sectors": 3, "agents": 900}})"));
}

TEST_CASE("counts too large to multiply are refused before they are multiplied", "[config]") {
  CHECK(
      lines_of(R"({"topology": {"sectors": 2147483647, "clusters_per_sector": 2147483647}})")
      == lines{
          "/topology/sectors: found 2147483647; expected a whole number from 1 to 100",
          "/topology/clusters_per_sector: found 2147483647; expected a whole number from 1 to "
          "100"});
}

TEST_CASE("whole numbers may be written with a fraction or an exponent", "[config]") {
  auto loaded = load_config(R"({"topology": {"sectors": 1e1, "agents_per_cluster": 3.0}})");
  REQUIRE(loaded);
  CHECK(loaded->topology == topology_config::of(10, 10, 3));
}

TEST_CASE("comments and a schema reference are accepted", "[config]") {
  auto loaded = load_config("// small\n{\"$schema\": \"mesh.schema.json\", /* one\n two */ "
                            "\"topology\": {\"sectors\": 2} // the end\n}");
  REQUIRE(loaded);
  CHECK(loaded->topology.sectors == 2);
}

TEST_CASE("a value of a wrong type or size is refused with what was expected", "[config]") {
  struct row {
    const char* json;
    const char* line;
  };
  auto [json, line] = GENERATE(values<row>({
      {R"([])", "(whole document): found a list; expected an object"},
      {R"({"topology": null})", "/topology: found null; expected an object"},
      {R"({"topology": {"sectors": "ten"}})",
       R"(/topology/sectors: found "ten"; expected a whole number from 1 to 100)"},
      {R"({"topology": {"sectors": 3.5}})",
       "/topology/sectors: found 3.5; expected a whole number from 1 to 100"},
      {R"({"topology": {"sectors": -1}})",
       "/topology/sectors: found -1; expected a whole number from 1 to 100"},
      {R"({"topology": {"sectors": 0}})",
       "/topology/sectors: found 0; expected a whole number from 1 to 100"},
      {R"({"topology": {"sectors": 101}})",
       "/topology/sectors: found 101; expected a whole number from 1 to 100"},
      {R"({"topology": {"sectors": 1e99}})",
       "/topology/sectors: found 1e+99; expected a whole number from 1 to 100"},
      {R"({"topology": {"sectors": 4294967297}})",
       "/topology/sectors: found 4294967297; expected a whole number from 1 to 100"},
      {R"({"topology": {"sectors": 123456789012345678901234567890}})",
       "/topology/sectors: found 1.2345678901234568e+29; expected a whole number from 1 to "
       "100"},
      {R"({"topology": {"sectors": true}})",
       "/topology/sectors: found true; expected a whole number from 1 to 100"},
      {R"({"topology": {"agents": 0}})",
       "/topology/agents: found 0; expected a whole number from 1 to 1000000"},
      {R"({"simulation": {"seed": -1}})",
       "/simulation/seed: found -1; expected a whole number from 0 to 18446744073709551615"},
      {R"({"simulation": {"seed": 18446744073709551616}})",
       "/simulation/seed: found 1.8446744073709552e+19; expected a whole number from 0 to "
       "18446744073709551615"},
      {R"({"coordination": {"gather_window_ms": 0}})",
       "/coordination/gather_window_ms: found 0; expected a number from 1 to 3600000"},
      {R"({"coordination": {"parallel_window_ms": 31536000000}})",
       "/coordination/parallel_window_ms: found 31536000000; expected a number from 1 to "
       "3600000"},
      {R"({"coordination": {"gather_minimum": 1.01}})",
       "/coordination/gather_minimum: found 1.01; expected a number from 0 to 1"},
      {R"({"coordination": {"priority_first_minimum": {"D_GPU": 2}}})",
       "/coordination/priority_first_minimum/D_GPU: found 2; expected a number from 0 to 1"},
      {R"({"coordination": {"priority_first_minimum": [1, 1, 1, 1, 1, 1]}})",
       "/coordination/priority_first_minimum: found a list; expected an object with agent "
       "classes as keys"},
      {R"({"runtime": {"log_json": 1}})", "/runtime/log_json: found 1; expected true or false"},
      {R"({"runtime": {"log_level": "loud"}})",
       R"(/runtime/log_level: found "loud"; expected one of trace, debug, info, warn, error, )"
       "critical, off"},
      {R"({"classes": {"A_EDGE": {"capabilities": "fly"}}})",
       R"(/classes/A_EDGE/capabilities: found "fly"; expected a list of 0 to 64 entries)"},
      {R"({"classes": {"A_EDGE": {"capabilities": ["fly", ""]}}})",
       "/classes/A_EDGE/capabilities/1: found \"\"; expected a capability: 1 to 64 letters, "
       "digits, '.', '_' or '-'"},
      {R"({"classes": {"A_EDGE": {"capabilities": ["fly", 7]}}})",
       "/classes/A_EDGE/capabilities/1: found 7; expected a capability: 1 to 64 letters, "
       "digits, '.', '_' or '-'"},
      {R"({"agents": [{"where": "s7"}]})",
       "/agents/0/where: found \"s7\"; expected all, a sector (s07), a cluster (s07.c04) or "
       "an agent (s07.c04.a12)"},
      {R"({"agents": [{"where": "s07", "class": "a_edge"}]})",
       "/agents/0/class: found \"a_edge\"; expected one of A_EDGE, B_SERVERLESS, "
       "C_PERSISTENT, D_GPU, E_LOCAL, F_HUMAN"},
      {R"({"agents": [{"where": "s07", "command": {"argv": []}}]})",
       "/agents/0/command/argv: found 0 entries; expected a list of 1 to 1024 entries"},
      {R"({"agents": [{"where": "s07", "command": "wc -w"}]})",
       "/agents/0/command: found \"wc -w\"; expected an object"},
      {R"({"$schema": 3})", "/$schema: found 3; expected a text"},
  }));
  CAPTURE(json);
  CHECK(lines_of(json) == lines{line});
}

TEST_CASE("a key that has no default must be there", "[config]") {
  CHECK(lines_of(R"({"agents": [{"command": {}}], "exclusions": [{"class": "D_GPU"}]})")
        == lines{"/agents/0/where: missing; expected all, a sector (s07), a cluster (s07.c04) "
                 "or an agent (s07.c04.a12)",
                 "/agents/0/command/argv: missing; expected a list of 1 to 1024 entries",
                 "/exclusions/0/capability: missing; expected a capability: 1 to 64 letters, "
                 "digits, '.', '_' or '-'"});
}

TEST_CASE("an unknown key is refused with the nearest known one", "[config]") {
  CHECK(lines_of(R"({"topolgy": {}})")
        == lines{"/topolgy: unknown key; expected \"topology\""});
  CHECK(lines_of(R"({"classes": {"a_edge": {}}})")
        == lines{"/classes/a_edge: unknown key; expected \"A_EDGE\""});
  CHECK(lines_of(R"({"coordination": {"gather_windw": 3}})")
        == lines{"/coordination/gather_windw: unknown key; expected \"gather_window_ms\""});
  CHECK(lines_of(R"({"topology": {"a/b~c": 1}})")
        == lines{"/topology/a~1b~0c: unknown key; expected one of the keys sectors, "
                 "clusters_per_sector, agents_per_cluster, agents"});
}

TEST_CASE("all problems are reported at once, each of them once", "[config]") {
  CHECK(lines_of(R"({
      "topology": {"sectors": 0, "agents": 12},
      "typo": 1,
      "impedance": {"heartbeat_period_ms": 40000, "ring_samples": 1},
      "classes": {"A_EDGE": {"latency_min_ms": 50, "share": -1}},
      "limits": {"agent_queue": "many"}})")
        == lines{"/limits/agent_queue: found \"many\"; expected a whole number from 1 to "
                 "1000000",
                 "/typo: unknown key; expected one of the keys $schema, topology, classes, "
                 "coordination, impedance, supervision, growth, chains, breakers, failures, "
                 "conflicts, degradation, limits, simulation, agents, exclusions, "
                 "permissions, storage, transport, links, placement, node, control, "
                 "operators, gateway, calls, talk, runtime",
                 "/topology/sectors: found 0; expected a whole number from 1 to 100",
                 "/classes/A_EDGE/share: found -1; expected a number from 0 to 1000000",
                 "/impedance/ring_samples: found 1; expected a whole number from 2 to 250",
                 "/classes/A_EDGE/latency_max_ms: found 20; expected at least latency_min_ms "
                 "(50)",
                 "/impedance/offline_after_ms: found 30000; expected more than "
                 "heartbeat_period_ms (40000)",
                 "/impedance/heard_within_ms: found 10000; expected at least "
                 "heartbeat_period_ms (40000)"});
}

TEST_CASE("a list beyond its bound is refused without reading it", "[config]") {
  std::string names = "\"a0\"";
  for (int i = 1; i < 65; ++i)
    names += ",\"a" + std::to_string(i) + "\"";
  CHECK(lines_of(R"({"classes": {"A_EDGE": {"capabilities": [)" + names + "]}}}")
        == lines{"/classes/A_EDGE/capabilities: found 65 entries; expected a list of 0 to 64 "
                 "entries"});
}

TEST_CASE("a long text is not repeated in the problem", "[config]") {
  auto found = lines_of("{\"topology\": \"" + std::string(5'000, 'x') + "\"}");
  CHECK(found == lines{"/topology: found a text of 5000 bytes; expected an object"});
}

TEST_CASE("a byte 0 is refused with its place: nothing behind it goes unread", "[config]") {
  using namespace std::string_literals;
  for (const auto& text : {"{}\n \0"s, "{\n} \0{\"nonsense\": 1}"s, "{}\n \0\0 "s}) {
    auto refused = load_config(text);
    REQUIRE_FALSE(refused);
    REQUIRE(refused.error().size() == 1);
    CHECK(to_string(refused.error().front())
          == "(whole document): line 2, column "s + (text[1] == '\n' ? "3" : "2")
                 + ": a byte 0; what is behind it would not be read; expected JSON to the end "
                   "of the text");
  }
}

TEST_CASE("what a program's environment may name", "[config]") {
  auto with = [](const std::string& env) {
    return load_config(R"({"agents": [{"where": "s00.c00.a00", "command": {"argv": ["true"], )"
                       R"("env": [)"
                       + env + "]}}]}");
  };
  auto good = with(R"("TOKEN", "A=b=c", "EMPTY=")");
  REQUIRE(good);
  CHECK(good->agents.front().command->env
        == std::vector<std::string>{"TOKEN", "A=b=c", "EMPTY="});
  for (const auto* bad : {"\"\"", "\"=x\"", "\"A=\\u0000\""}) {
    auto refused = with(bad);
    REQUIRE_FALSE(refused);
    CHECK(to_string(refused.error().front()).starts_with("/agents/0/command/env/0: found"));
  }
}
