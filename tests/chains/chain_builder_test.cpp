#include "actors/chains/chain_builder.hpp"

#include "tests/chains/chain_under_test.hpp"

using namespace mesh;
using namespace mesh::test;

TEST_CASE("V1 a chain that is built is the one that a file describes", "[chains]") {
  chain_builder built("c");
  built.speculate_bounded(2).regimen("eager");
  built.task("a")
      .payload("p")
      .needs("write")
      .of_class(agent_class::d_gpu)
      .timeout(std::chrono::seconds(5))
      .attempts(2)
      .aspect({.name = "x", .min = 1, .max = 2})
      .verify({.name = "v", .payload = "check ${output}", .agents = 3, .sign_off = 2})
      .branch({.decided_by = "v", .predict = "yes", .ways = {{"yes", "b"}}, .otherwise = ""});
  built.task("b").effect({.name = "e", .put_file = "f", .text = "${output}"}).next("c");
  built.task("c").fields().priority = "high";
  auto plan = built.build();
  REQUIRE(plan);
  CHECK(**plan
        == *load_chain(R"({"name": "c", "speculate": "bounded", "depth": 2, "regimen": "eager",
      "tasks": [
      {"name": "a", "payload": "p", "needs": ["write"], "class": "D_GPU", "timeout_ms": 5000,
       "attempts": 2, "aspects": [{"name": "x", "min": 1, "max": 2}],
       "verify": [{"name": "v", "payload": "check ${output}", "agents": 3, "sign_off": 2}],
       "branch": {"decided_by": "v", "predict": "yes", "otherwise": "",
                  "ways": [{"when": "yes", "to": "b"}]}},
      {"name": "b", "effects": [{"name": "e", "put_file": "f", "text": "${output}"}],
       "next": ["c"]},
      {"name": "c", "priority": "high"}]})"));
}

TEST_CASE("V1 a builder names everything that is wrong", "[chains]") {
  chain_builder built("c");
  built.speculate_never().task("a").next("nowhere");
  built.task("a").attempts(0); // the same one
  built.speculate_adaptive(1'000);
  auto plan = built.build();
  REQUIRE_FALSE(plan);
  std::set<std::string> places;
  for (const auto& one : plan.error())
    places.insert(one.pointer);
  CHECK(places == std::set<std::string>{"/depth", "/tasks/0/attempts", "/tasks/0/next/0"});
}
