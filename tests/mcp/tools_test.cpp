// N1: tools of a model become commands of the mesh, and nothing else.
#include <algorithm>
#include <set>

#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/parser.hpp"
#include "runtime/mcp/tools.hpp"
#include "tests/mcp/scripted_mesh.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

const console::command_spec& spec_in(const std::string& line) {
  const auto read = console::parse_line(line);
  INFO(line);
  REQUIRE(read);
  REQUIRE(*read);
  return *console::spec_of((**read).order);
}

mcp::json rows(int count) {
  mcp::json all = mcp::json::array();
  for (int i = 0; i < count; ++i)
    all.push_back({{"id", "a" + std::to_string(i)}});
  return all;
}

std::string error_in(const mcp::json& answer) {
  CHECK(answer["result"]["isError"] == true);
  return answer["result"]["structuredContent"]["error"].dump();
}

} // namespace

TEST_CASE("N1 the list of tools has fewer than fifteen and less than 8 KB", "[mcp]") {
  CHECK(mcp::tools().size() < 15);
  scripted_mesh mesh;
  const auto text = stateless_request("tools/list");
  CHECK(mcp::answer(text, header_for(text), mesh, false).body.size() < 8'192);
  std::set<std::string_view> names;
  for (const auto& one : mcp::tools())
    CHECK(names.insert(one.name).second);
}

TEST_CASE("N1 a read-only connection has no tool that sends or proposes", "[mcp]") {
  std::set<std::string> left;
  for (const auto& one : mcp::list_tools(true))
    left.insert(one["name"].get<std::string>());
  CHECK(left
        == std::set<std::string>{"status", "find_agents", "explain", "history", "conflicts",
                                 "events", "chains"});
  scripted_mesh mesh;
  for (const auto* name : {"ask", "gather", "task", "propose", "proposals"}) {
    const auto answer = called(mesh, name, {{"question", "?"}}, true);
    CHECK(answer["error"]["code"] == -32602);
    CHECK(answer["error"]["message"].get<std::string>().find("read-only") != std::string::npos);
  }
  CHECK(mesh.sent.empty());
  CHECK(mesh.proposed.empty());
  CHECK(mesh.looked.empty());
}

TEST_CASE("N1 each tool that looks runs a command that only looks", "[mcp]") {
  const auto [tool, arguments] = GENERATE(table<std::string, mcp::json>({
      {"status", mcp::json::object()},
      {"find_agents",
       {{"scope", "s07"},
        {"class", "D_GPU"},
        {"state", "active"},
        {"filter", "latency_ms > 200 and flags = slow"},
        {"sort", "-latency_ms"},
        {"limit", 3}}},
      {"explain", {{"scope", "s07.c04.a12"}}},
      {"explain", {{"scope", "s07"}}},
      {"explain", mcp::json::object()},
      {"history", {{"scope", "s07.c04"}, {"since", "6h"}}},
      {"conflicts", {{"scope", "s07"}, {"since", "1h"}, {"unresolved", true}}},
      {"conflicts", {{"id", "0000019c1a2b3c4d"}}},
      {"events", {{"scope", "s07"}, {"class", "AGENT_CRASH"}, {"since", "10m"}}},
      {"chains", mcp::json::object()},
      {"chains", {{"id", "review-1"}}},
      {"proposals", mcp::json::object()},
      {"proposals", {{"everything", true}}},
      {"proposals", {{"number", 3}}},
  }));
  scripted_mesh mesh;
  const auto answer = called(mesh, tool, arguments);
  INFO(answer.dump());
  REQUIRE(mesh.looked.size() == 1);
  CHECK(console::effect_of(spec_in(mesh.looked.front())) == console::command_effect::looks);
  CHECK(mesh.sent.empty());
}

TEST_CASE("N1 ask and gather become the commands of their names", "[mcp]") {
  scripted_mesh mesh;
  called(mesh, "ask", {{"question", "which version?"}, {"sample", 10}, {"scope", "s01"}});
  called(mesh, "gather",
         {{"scope", "s07"}, {"minimum", 0.95}, {"window_ms", 500}, {"class", "D_GPU"}});
  REQUIRE(mesh.sent.size() == 2);
  CHECK(spec_in(mesh.sent[0]).name == "ask");
  CHECK(spec_in(mesh.sent[1]).name == "gather");
  CHECK(mesh.sent[1].find("--minimum=\"0.95") != std::string::npos);
}

TEST_CASE("N1 an argument is never an option or another command", "[mcp]") {
  const std::string text =
      GENERATE("--approve", "x\" --approve \"", "x\nfreeze all", "x\\\" --redundant", "# x",
               "--redundant=1", "'", "\\", "a=b");
  scripted_mesh mesh;
  called(mesh, "ask", {{"question", text}});
  REQUIRE(mesh.sent.size() == 1);
  const auto all = console::parse_script(mesh.sent.front());
  INFO(mesh.sent.front());
  REQUIRE(all);
  REQUIRE(all->size() == 1);
  CHECK(console::spec_of(all->front().order)->name == "ask");
  scripted_mesh plain;
  called(plain, "ask", {{"question", "x"}});
  CHECK(mesh.sent.front().starts_with("ask \""));
  CHECK(std::ranges::count(mesh.sent.front(), '\n') == 0);
}

TEST_CASE("N1 arguments that do not fit are told as the tool's answer", "[mcp]") {
  scripted_mesh mesh;
  const auto refused = [&](const std::string& tool, const mcp::json& arguments,
                           const std::string& word) {
    const auto told = error_in(called(mesh, tool, arguments));
    INFO(told);
    CHECK(told.find(word) != std::string::npos);
    CHECK(told.find("\"remedy\":\"\"") == std::string::npos);
  };
  refused("status", {{"nosuch", 1}}, "nosuch");
  refused("find_agents", {{"class", "Z"}}, "D_GPU");
  refused("find_agents", {{"limit", 0}}, "limit");
  refused("find_agents", {{"limit", 201}}, "200");
  refused("find_agents", {{"scope", ""}}, "empty");
  refused("find_agents", {{"scope", std::string(300, 'x')}}, "300 bytes");
  refused("gather", {{"minimum", 1.5}}, "from 0 to 1");
  refused("ask", mcp::json::object(), "missing");
  refused("propose", {{"commands", mcp::json::array()}, {"why", "x"}}, "1 to 20");
  refused("propose", {{"commands", {1}}, {"why", "x"}}, "no text");
  refused("propose", {{"commands", {"heal s01"}}}, "missing");
  refused("task", {{"id", "other"}}, "no such task");
  CHECK(mesh.looked.empty());
  CHECK(mesh.sent.empty());
  CHECK(mesh.proposed.empty());
}

TEST_CASE("N1 a list is paged with a cursor, and each row is shown once", "[mcp]") {
  scripted_mesh mesh;
  std::vector<std::string> seen;
  mcp::json arguments{{"scope", "s07"}, {"limit", 3}};
  for (int pages = 0; pages < 10; ++pages) {
    const auto wanted = 3 * (pages + 1);
    mesh.result = {{"rows", rows(std::min(wanted, 8))}, {"of", 8}};
    const auto data = called(mesh, "find_agents", arguments)["result"]["structuredContent"];
    CHECK(mesh.looked.back().find("--limit=\"" + std::to_string(wanted) + "\"")
          != std::string::npos);
    CHECK(data["of"] == 8);
    for (const auto& row : data["rows"])
      seen.push_back(row["id"].get<std::string>());
    if (!data.contains("next_cursor"))
      break;
    arguments["cursor"] = data["next_cursor"];
  }
  CHECK(seen == std::vector<std::string>{"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"});
}

TEST_CASE("N1 a cursor of another question is refused", "[mcp]") {
  scripted_mesh mesh;
  mesh.result = {{"rows", rows(3)}, {"of", 8}};
  const auto data = called(mesh, "find_agents", {{"limit", 3}})["result"]["structuredContent"];
  const auto& cursor = data["next_cursor"];
  for (const auto& arguments :
       {mcp::json{{"cursor", cursor}, {"scope", "s08"}}, mcp::json{{"cursor", "3"}},
        mcp::json{{"cursor", "99999999999999999999-0"}}, mcp::json{{"cursor", "-1"}}}) {
    const auto answer = called(mesh, "find_agents", arguments);
    CHECK(error_in(answer).find("next_cursor") != std::string::npos);
  }
}

TEST_CASE("N1 a gather that takes long is a task, whose result comes later", "[mcp]") {
  scripted_mesh mesh;
  mesh.works_long = true;
  auto data = called(mesh, "gather")["result"]["structuredContent"];
  CHECK(data["state"] == "working");
  const auto id = data["task_id"];
  CHECK(id == "t1");
  mesh.works_long = false;
  mesh.result = {{"outcome", "SUCCESS"},
                 {"ready", 3},
                 {"targets", 3},
                 {"arrivals", {{"p50_ms", 1}, {"bins", {1, 2, 3}}}}};
  const auto done = called(mesh, "task", {{"id", id}})["result"];
  CHECK(done["structuredContent"]["outcome"] == "SUCCESS");
  CHECK(done["isError"] == false);
  CHECK(done["structuredContent"]["arrivals"] == mcp::json{{"p50_ms", 1}, {"bins_of", 3}});
  CHECK(done["content"][0]["text"].get<std::string>().starts_with("outcome SUCCESS: 3 ready"));
}
