// Commands that cannot be done: a named error on the right exit code, the mesh
// alive afterwards and every message accounted for.
#include "tests/process/mesh_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/work/process_support.hpp"

using namespace mesh::test;

namespace {

/// Ready, or named as something else: nobody is lost.
void check_accounts(const nlohmann::json& gather) {
  auto count = [&](const char* name) {
    return gather.at(name).get<int>();
  };
  CHECK(count("targets") == count("sent") + count("skipped"));
  CHECK(count("sent")
        == count("ready") + count("conflict") + count("straggler") + count("expired")
               + count("refused"));
}

} // namespace

TEST_CASE("X4 what cannot be done is a named error, and the mesh lives on", "[process]") {
  auto [command, error, detail] = GENERATE(table<std::string, std::string, std::string>({
      {"agent s09.c00.a00", "unknown_target", "s09.c00.a00 is not in this mesh"},
      {"agents s00.c07", "unknown_target", "s00.c07"},
      {"agents --capability nope", "no_capable_agent", "nope"},
      {"cluster s00.c07", "unknown_target", "s00.c07"},
      {"sector s03", "unknown_target", "s03"},
      {"route around s05.c00.a00", "unknown_target", "s05.c00.a00"},
      {"route exclude D_GPU from nope", "no_capable_agent", "nope"},
      {"gather s09", "unknown_target", "s09"},
      {"gather --capability nope", "no_capable_agent", "nope"},
      {"gather s00.c00 --class D", "no_capable_agent", "s00.c00"},
      {"gather s00.c00.a09", "unknown_target", "s00.c00.a09"},
      {"ask hello --in s09", "unknown_target", "s09"},
      {"ask hello --in s00.c00 --class D", "no_capable_agent", "s00.c00"},
      {"broadcast hello --in s09", "unknown_target", "s09"},
      {"delegate task --to s09.c00.a00", "unknown_target", "s09.c00.a00"},
      {"delegate task --capability nope", "no_capable_agent", "no agent has"},
      {"pipeline s00.c00.a00 s09.c00.a00", "unknown_target", "s09.c00.a00"},
      {"simulate s09 latency=x2", "unknown_target", "s09"},
      {"simulate s00.c00 --class D jitter=1%", "no_capable_agent", "s00.c00"},
  }));
  CAPTURE(command);
  auto results = run_json("on failure continue\n" + command
                          + "\nexpect last.exit_code = 1\n"
                            "expect agents.active = 45\ngather\n");
  REQUIRE(results.size() == 5);
  CHECK(results[1]["exit_code"] == 1);
  CHECK(results[1]["error"]["code"] == error);
  CHECK(has(results[1]["error"]["detail"].get<std::string>(), detail));
  CHECK(results[2]["held"] == true);
  CHECK(results[3]["held"] == true);
  CHECK(results[4]["exit_code"] == 0);
  check_accounts(results[4]);
}

TEST_CASE("O7 what is badly written is a usage error, with a caret", "[process]") {
  auto [command, message] = GENERATE(table<std::string, std::string>({
      {"gather --window 0ms", "0ms is out of range"},
      {"gather --window 0", "has no unit"},
      {"gather --window 8760h", "8760h is out of range"},
      {"gather --window 1y", "not a unit of time"},
      {"gather --minimum 101%", "out of range"},
      {"gather --capability \"\"", "the capability is empty"},
      {"gather --class Z", "Z"},
      {"ask \"\"", "the text is empty"},
      {"ask hello --sample 0", "0 is out of range"},
      {"broadcast \"  \"", "the text is empty"},
      {"pipeline s00.c00.a00", "AGENT is missing"},
      {"simulate s00", "nothing is changed"},
      {"simulate s00 latency=-1ms", "out of range"},
      {"wait 25h", "25h is out of range"},
      {"agents --limit 0", "0 is out of range"},
      {"expect agents.total", "OP is missing"},
      {"on failure maybe", "maybe"},
      {"cascade sideways", "sideways"},
  }));
  CAPTURE(command);
  auto run = run_script(command + "\n");
  CHECK(run.code == 2);
  CHECK(run.out.empty());
  CHECK(has(run.err, message));
  CHECK(has(run.err, "^"));
}

TEST_CASE("O2 a payload over the limit is refused whole, one at the limit is sent",
          "[process]") {
  constexpr std::size_t limit = 65'536;
  auto results = run_json("broadcast " + std::string(limit, 'x') + "\non failure continue\n"
                          + "broadcast " + std::string(limit + 1, 'x') + "\ngather\n");
  REQUIRE(results.size() == 4);
  CHECK(results[0]["exit_code"] == 0);
  CHECK(results[0]["received"] == 45);
  CHECK(results[2]["exit_code"] == 1);
  CHECK(results[2]["error"]["code"] == "payload_too_large");
  CHECK(has(results[2]["error"]["remedy"].get<std::string>(), "limits.payload_bytes"));
  check_accounts(results[3]);
}

TEST_CASE("Z8 with every class excluded nobody is capable, until the rules are dropped",
          "[process]") {
  std::string script = "on failure continue\n";
  for (const auto* cls : {"A_EDGE", "B_SERVERLESS", "C_PERSISTENT", "D_GPU", "E_LOCAL"})
    script += "route exclude " + std::string(cls) + " from observe\n";
  script += "route exclude F_HUMAN from observe\ngather --capability observe\n"
            "delegate task --capability observe\nroute clear\ngather --capability observe\n";
  auto results = run_json(script);
  REQUIRE(results.size() == 11);
  CHECK(results[7]["error"]["code"] == "no_capable_agent");
  CHECK(results[8]["error"]["code"] == "no_capable_agent");
  CHECK(results[10]["exit_code"] == 0);
  check_accounts(results[10]);
}

TEST_CASE("O3 a sample larger than the mesh asks everybody once", "[process]") {
  auto results = run_json("ask hello --sample 1000000 --class A\n");
  REQUIRE(results.size() == 1);
  CHECK(results[0]["sample"] == results[0]["targets"]);
  check_accounts(results[0]);
}

TEST_CASE("R3 an external program cannot take part in virtual time, and that is said",
          "[process]") {
  scratch_folder folder;
  auto config = folder.file("mesh.json", R"({"agents": [{"where": "s00.c00.a00",
    "command": {"argv": ["true"]}}]})");
  auto run = run_mesh({"dev", "--config", config, "--virtual-time", "-c", "status"});
  CHECK(run.code == 1);
  CHECK(run.out.empty());
  CHECK(has(run.err, "unsupported: external programs cannot run in virtual time"));
}
