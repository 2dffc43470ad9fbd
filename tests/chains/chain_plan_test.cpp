#include "actors/chains/chain_loader.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "actors/chains/chain_checks.hpp"
#include "actors/chains/references.hpp"
#include "tests/config/schema_oracle.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

struct bad_chain {
  const char* about;
  const char* tasks; // what is in "tasks"
  std::vector<std::string> problems;
};

std::string chain_of(const std::string& tasks) {
  return R"({"name": "c", "tasks": [)" + tasks + "]}";
}

std::vector<std::string> problems_of(const std::string& text) {
  auto plan = load_chain(text);
  if (plan)
    return {};
  std::vector<std::string> found;
  for (const auto& problem : plan.error())
    found.push_back(to_string(problem));
  return found;
}

const std::filesystem::path chain_schemas = MESH_CHAINS;
const std::filesystem::path chain_examples = MESH_CHAIN_EXAMPLES;

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

TEST_CASE("V1 each problem of a chain is named with its place", "[chains]") {
  const std::vector<bad_chain> table{
      {"a name twice",
       R"({"name": "a"}, {"name": "a"})",
       {R"(/tasks/1/name: found "a" again; expected a name of its own)"}},
      {"a next task that is not there",
       R"({"name": "draft", "next": ["chek"]}, {"name": "check"})",
       {R"(/tasks/0/next/0: there is no task "chek"; expected "check")"}},
      {"a branch to nowhere",
       R"({"name": "a", "branch": {"ways": [{"when": "x", "to": "zebra"}]}})",
       {R"(/tasks/0/branch/ways/0/to: there is no task "zebra"; expected a task of this chain)"}},
      {"a way out of a branch twice",
       R"({"name": "a", "branch": {"ways": [{"when": "x", "to": ""}, {"when": "x", "to": ""}]}})",
       {R"(/tasks/0/branch/ways/1/when: found "x" again; expected another condition)"}},
      {"a prediction that is no way",
       R"({"name": "a", "branch": {"predict": "y", "ways": [{"when": "x", "to": ""}]}})",
       {R"(/tasks/0/branch/predict: found "y"; expected the "when" of one of its ways)"}},
      {"a step that is not there",
       R"({"name": "a", "branch": {"decided_by": "s", "ways": [{"when": "x", "to": ""}]}})",
       {R"(/tasks/0/branch/decided_by: the task has no step "s"; )"
        R"(expected one of its verification steps, or nothing for its output)"}},
      {"next and branch",
       R"({"name": "a", "next": ["b"], "branch": {"ways": [{"when": "x", "to": "b"}]}},)"
       R"({"name": "b"})",
       {R"(/tasks/0/branch: there is "next", too; expected one of both)"}},
      {"a cycle",
       R"({"name": "a", "next": ["b"]}, {"name": "b", "next": ["a"]})",
       {"/tasks/0/next: a cycle: a, b; expected tasks in an order"}},
      {"two cycles and a task behind them",
       R"({"name": "a", "next": ["a", "e"]}, {"name": "c", "next": ["d"]},)"
       R"({"name": "d", "next": ["c", "e"]}, {"name": "e"})",
       {"/tasks/0/next: a leads to itself; expected tasks in an order",
        "/tasks/1/next: a cycle: c, d; expected tasks in an order"}},
      {"an unbounded loop",
       R"({"name": "a", "next": ["b"]},)"
       R"({"name": "b", "branch": {"ways": [{"when": "no", "to": "a"}]}})",
       {R"(/tasks/0/next: a cycle: a, b; expected no way back: a loop has no bound; )"
        R"("attempts" says how often a refuted task is done again)"}},
      {"a reference to what is done later",
       R"({"name": "a", "payload": "${b}", "next": ["b"]}, {"name": "b"})",
       {R"(/tasks/0/payload: refers to "b", which is not done before this task; )"
        R"(expected a task that leads to this one)"}},
      {"a reference to nothing",
       R"({"name": "a", "payload": "${output}"})",
       {R"(/tasks/0/payload: there is no task "output" to refer to; )"
        R"(expected a task of this chain)"}},
      {"more sign-offs than agents",
       R"({"name": "a", "verify": [{"name": "v", "agents": 2, "sign_off": 3}]})",
       {"/tasks/0/verify/0/sign_off: found 3; expected at most its agents, 2"}},
      {"more agents at least than at most",
       R"({"name": "a", "aspects": [{"name": "x", "min": 3, "max": 2}]})",
       {"/tasks/0/aspects/0/min: found 3; expected at most its max, 2"}},
      {"a file elsewhere",
       R"({"name": "a", "effects": [{"name": "e", "put_file": "x/../../y"}]})",
       {R"(/tasks/0/effects/0/put_file: found "x/../../y"; )"
        R"(expected a path below the folder of effects, without "..")"}},
      {"effects that do nothing, or too much",
       R"({"name": "a", "effects": [{"name": "e"},
                                    {"name": "f", "put_file": "x", "command": ["y"]},
                                    {"name": "g", "command": [""]},
                                    {"name": "h", "put_file": "x", "text": "y", "from_file": "z"},
                                    {"name": "i", "command": ["y", "${b}"]}]})",
       {R"(/tasks/0/effects/0: does nothing; expected one of "put_file" and "command")",
        R"(/tasks/0/effects/1: has both; expected one of "put_file" and "command")",
        "/tasks/0/effects/2/command/0: is empty; expected the name of a program",
        R"(/tasks/0/effects/3/from_file: there is "text", too; expected one of both)",
        R"(/tasks/0/effects/4/command/1: there is no task "b" to refer to; )"
        R"(expected a task of this chain)"}},
      {"several at once",
       R"({"name": "a b", "attempts": 0, "colour": 1, "next": ["b"]}, {"next": []})",
       {R"(/tasks/0/colour: unknown key; expected one of the keys name, needs, class, verb, )"
        R"(payload, weight, priority, timeout_ms, aspects, verify, attempts, retry, effects, )"
        R"(next, branch)",
        "/tasks/1/name: missing; expected a name: 1 to 64 letters, digits, '.', '_' or '-'",
        R"(/tasks/0/name: found "a b"; expected a name: 1 to 64 letters, digits, '.', '_' or '-')",
        "/tasks/0/attempts: found 0; expected a whole number from 1 to 100",
        R"(/tasks/0/next/0: there is no task "b"; expected a task of this chain)"}},
  };
  for (const auto& row : table) {
    CAPTURE(row.about);
    CHECK(problems_of(chain_of(row.tasks)) == row.problems);
  }
}

TEST_CASE("V1 a chain comes back from what is written of it", "[chains]") {
  auto plan = load_chain(chain_of(
      R"({"name": "a", "needs": ["write"], "class": "B_SERVERLESS", "payload": "p",
          "aspects": [{"name": "x", "min": 1, "max": 2}],
          "verify": [{"name": "v", "agents": 3, "sign_off": 2, "payload": "${output} ${a}"}],
          "branch": {"decided_by": "v", "predict": "yes", "otherwise": "",
                     "ways": [{"when": "yes", "to": "b"}]}},
         {"name": "b", "payload": "${a}", "effects": [{"name": "e", "put_file": "f/g"}]})"));
  REQUIRE(plan);
  CHECK(plan->tasks[0].verify[0].sign_off == 2);
  CHECK(load_chain(to_json(*plan).dump()) == *plan);
  CHECK(validate(*plan).empty());
}

TEST_CASE("V1 the schema of chains is up to date and agrees with the reader", "[chains]") {
  INFO("after a change in chain_fields.hpp build the target chain_schema");
  CHECK(contents(chain_schemas / "chain.schema.json") == chain_schema_file());
  const test::schema_oracle schema(nlohmann::json::parse(chain_schema_file()));
  for (const char* good :
       {R"({"name": "a"})", R"({"name": "a", "next": ["b"]}, {"name": "b"})"})
    CHECK(schema.accepts(nlohmann::json::parse(chain_of(good))));
  for (const char* bad : {R"({})", R"({"name": "a b"})", R"({"name": "a", "attempts": 0})",
                          R"({"name": "a", "x": 1})"})
    CHECK_FALSE(schema.accepts(nlohmann::json::parse(chain_of(bad))));
}

TEST_CASE("V1 tasks nobody can do and verifiers of their own work are found", "[chains]") {
  config cfg;
  cfg.topology = topology_config::of(1, 1, 4);
  for (auto& one : cfg.classes)
    one.capabilities.clear();
  auto give = [&](const char* where, std::vector<std::string> what) {
    auto& some = cfg.agents.emplace_back();
    some.where = *parse_scope(where);
    some.capabilities = std::move(what);
  };
  give("s00.c00.a00", {"write", "check"});
  give("s00.c00.a01", {"write", "check"});
  give("s00.c00.a02", {"check"});
  const roster who(cfg);
  auto crew = [&](const std::string& tasks) {
    auto plan = load_chain(chain_of(tasks));
    REQUIRE(plan);
    problem_list problems;
    check_crew(*plan, who, problems);
    std::vector<std::string> found;
    for (const auto& problem : std::move(problems).take())
      found.push_back(to_string(problem));
    return found;
  };
  using lines = std::vector<std::string>;
  CHECK(crew(R"({"name": "a", "needs": ["write"],
                 "verify": [{"name": "v", "needs": ["check"], "agents": 2}]})")
        == lines{});
  CHECK(crew(R"({"name": "a", "needs": ["write"],
                 "verify": [{"name": "v", "needs": ["check"], "agents": 3}]})")
        == lines{"/tasks/0/verify/0: agents who worked on the task would have to verify it; "
                 "expected 4 agents that can check, there are 3"});
  CHECK(crew(R"({"name": "a", "needs": ["write", "check"],
                 "aspects": [{"name": "x", "max": 3}]})")
        == lines{"/tasks/0/needs: 2 agents that can write, check; "
                 "expected at least 3 for this task"});
  CHECK(crew(R"({"name": "a", "verify": [{"name": "v", "needs": ["fly"]}]})").size() == 1);

  const auto* with_effect =
      R"({"name": "a", "needs": ["check"], "effects": [{"name": "e", "put_file": "f", "text": "t"}],
          "aspects": [{"name": "x", "max": 3}]})";
  CHECK(crew(with_effect) == lines{});
  cfg.permissions.effects = {"write"}; // X4
  CHECK(crew(with_effect)
        == lines{"/tasks/0/needs: 2 agents that can check, write; "
                 "expected at least 3 for this task"});
}

TEST_CASE("references are filled in, and escaped ones stay", "[chains]") {
  CHECK(references_in("a ${b} $${c} ${d") == std::vector<std::string>{"b"});
  CHECK(fill_in("a ${b} $${c} ${d", [](const std::string& n) { return "<" + n + ">"; })
        == "a <b> ${c} ${d");
}

TEST_CASE("V1 every example of a chain is sound", "[chains]") {
  auto count = 0;
  for (const auto& file : std::filesystem::directory_iterator(chain_examples))
    if (file.path().string().ends_with(".chain.json")) {
      ++count;
      auto plan = load_chain_file(file.path());
      INFO(file.path() << (plan ? "" : "\n" + to_string(plan.error())));
      CHECK(plan);
    }
  CHECK(count > 0);
}
