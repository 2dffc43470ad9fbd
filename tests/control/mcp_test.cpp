// N1: a mesh over MCP: authentication, Origin, bounds, proposals, tasks that outlive a call.
#include <atomic>
#include <thread>

#include "runtime/control/mcp_mesh.hpp"
#include "runtime/control/program_share.hpp"
#include "runtime/control/sent_tasks.hpp"
#include "runtime/mcp/revision.hpp"
#include "tests/control/control_support.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

std::string call_of(const std::string& tool, const mcp::json& arguments = mcp::json::object()) {
  return mcp::json{{"jsonrpc", "2.0"},
                   {"id", 1},
                   {"method", "tools/call"},
                   {"params", {{"name", tool}, {"arguments", arguments}}}}
      .dump();
}

/// A client of MCP at a served mesh.
struct mcp_client : served_mesh {
  control::reply posted(const std::string& body,
                        std::vector<std::pair<std::string, std::string>> headers = {},
                        const std::string& path = "/mcp") {
    const auto got = ask(at(port()), {"POST", path, body, std::move(headers)});
    REQUIRE(got);
    return *got;
  }
  /// The facts of a tool's answer.
  mcp::json called(const std::string& tool, const mcp::json& arguments = mcp::json::object()) {
    const auto got = posted(call_of(tool, arguments));
    INFO(got.body);
    CHECK(got.status == 200);
    return mcp::json::parse(got.body)["result"]["structuredContent"];
  }
};

} // namespace

TEST_CASE_METHOD(mcp_client, "N1 an operator's model sees what the operator sees",
                 "[control][mcp]") {
  const auto status = called("status");
  CHECK(status["agents"]["total"] == 45);
  const auto page = called("find_agents", {{"limit", 20}});
  CHECK(page["of"] == 45);
  CHECK(page["rows"].size() == 20);
  CHECK(page.contains("next_cursor"));
  CHECK(called("explain", {{"scope", "s00.c00.a00"}})["id"] == "s00.c00.a00");
  CHECK(called("events").contains("rows"));
  CHECK(called("conflicts").contains("rows"));
  CHECK(called("chains").contains("rows"));
  CHECK(called("history", {{"scope", "s00.c00"}})["error"]["code"]
        == "unsupported"); // no store
}

TEST_CASE_METHOD(mcp_client, "N1 a command that is not understood is told with its place",
                 "[control][mcp]") {
  const auto error = called("find_agents", {{"scope", "sector seven"}})["error"];
  CHECK(error["code"] == "parse_error");
  CHECK(error["detail"]["quoted"].get<std::string>().find("column") != std::string::npos);
  const auto filter = called("find_agents", {{"filter", "nosuch > 1"}})["error"];
  CHECK(filter["remedy"].get<std::string>().size() > 10);
}

TEST_CASE_METHOD(mcp_client, "N1 ask and gather give agents work, and name who was missing",
                 "[control][mcp]") {
  const auto gathered = called("gather", {{"scope", "s00"}, {"minimum", 0.1}});
  CHECK(gathered["targets"] == 15);
  CHECK(gathered["outcome"] == "SUCCESS");
  const auto asked = called("ask", {{"question", "which version?"}, {"sample", 3}});
  CHECK(asked["targets"] == 3);
  CHECK(asked["question"]["quoted"] == "which version?");
}

TEST_CASE_METHOD(mcp_client, "N1 a proposal changes nothing until a person approves it",
                 "[control][mcp]") {
  const auto made = called("propose", {{"commands", {"freeze s01"}}, {"why", "a test"}});
  CHECK(made["state"] == "waiting");
  CHECK(made["kind"] == "program");
  CHECK(made["agents"] == 15);
  CHECK(mesh().frozen().empty());
  const auto number = made["proposal"].get<int>();
  CHECK(called("proposals", {{"number", number}})["state"] == "waiting");
  CHECK(called("proposals")["of"] >= 1);
  CHECK(post("approve " + std::to_string(number)).status == 200);
  CHECK(mesh().frozen().size() == 1);
  const auto ended = called("proposals", {{"number", number}});
  CHECK(ended["state"] == "done");
  CHECK(ended["decided_by"] == "ann");
}

TEST_CASE_METHOD(mcp_client, "N1 a model can neither approve nor have approved by a proposal",
                 "[control][mcp]") {
  const auto made = called("propose", {{"commands", {"freeze s01"}}, {"why", "a test"}});
  const auto number = std::to_string(made["proposal"].get<int>());
  for (const auto& command :
       {"approve " + number, "reject " + number, std::string("talk \"yes\""),
        std::string("status"), std::string("freeze nosuch"), std::string("#"),
        std::string("freeze s01\nthaw s01")}) {
    const auto refused = called("propose", {{"commands", {command}}, {"why", "a test"}});
    INFO(command << ": " << refused.dump());
    CHECK(refused.contains("error"));
  }
  CHECK(called("proposals")["of"] == 1);
  CHECK(mesh().frozen().empty());
}

TEST_CASE_METHOD(mcp_client, "N1 a read-only address has no tool that asks or proposes",
                 "[control][mcp]") {
  for (const auto* tool : {"ask", "gather", "propose", "proposals", "task"}) {
    const auto got = posted(call_of(tool, {{"question", "?"}}), {}, "/mcp?read_only");
    CHECK(mcp::json::parse(got.body)["error"]["code"] == -32602);
  }
  CHECK(posted(call_of("status"), {}, "/mcp?read_only").status == 200);
  CHECK(posted(call_of("status"), {}, "/mcp?readonly").status == 400);
}

TEST_CASE_METHOD(mcp_client, "N1 the header of the newest revision is checked",
                 "[control][mcp]") {
  mcp::json call = mcp::json::parse(call_of("status"));
  call["params"]["_meta"] = {
      {"io.modelcontextprotocol/protocolVersion", "2026-07-28"},
      {"io.modelcontextprotocol/clientCapabilities", mcp::json::object()}};
  std::vector<std::pair<std::string, std::string>> header{
      {"MCP-Protocol-Version", "2026-07-28"},
      {"Mcp-Method", "tools/call"},
      {"Mcp-Name", "status"}};
  CHECK(posted(call.dump(), header).status == 200);
  header.pop_back();
  const auto refused = posted(call.dump(), header);
  CHECK(refused.status == 400);
  CHECK(mcp::json::parse(refused.body)["error"]["code"] == -32020);
}

TEST_CASE_METHOD(mcp_client, "N1 only operators, and no foreign page, may use /mcp",
                 "[control][mcp]") {
  const auto by_node = ask(at(port(), n1), {"POST", "/mcp", call_of("status")});
  REQUIRE(by_node);
  CHECK(by_node->status == 403);
  CHECK(posted(call_of("status"), {{"Origin", "https://elsewhere.example"}}).status == 403);
  for (const auto* method : {"GET", "DELETE"}) {
    const auto got = ask(at(port()), {method, "/mcp"});
    REQUIRE(got);
    CHECK(got->status == 405);
  }
}

TEST_CASE_METHOD(mcp_client, "N1 a notification is accepted without an answer",
                 "[control][mcp]") {
  const auto got = posted(R"({"jsonrpc": "2.0", "method": "notifications/initialized"})");
  CHECK(got.status == 202);
  CHECK(got.body.empty());
}

TEST_CASE_METHOD(mcp_client, "N1 a client that leaves cancels what it was not told the id of",
                 "[control][mcp]") {
  CHECK(post("hang s00.c00.a00").status == 200);
  control::sent_tasks tasks;
  control::mcp_mesh left(mesh(), tasks, {"ann"}, [] { return true; });
  const auto sent = left.send("gather s00 --window 10m");
  REQUIRE_FALSE(sent.task.empty());
  const auto ended =
      tasks.wait("ann", sent.task, std::chrono::seconds(60), [] { return false; });
  REQUIRE(ended);
  CHECK(ended->cancelled);
  CHECK(ended->result);
}

TEST_CASE_METHOD(mcp_client, "X3 a model asks for no more than its operator may do",
                 "[control][mcp]") {
  control::sent_tasks tasks;
  control::mcp_mesh vera(mesh(), tasks, {"vera", operator_role::viewer}, [] { return false; });
  CHECK_FALSE(vera.look("status").contains("error"));
  const auto sent = vera.send("gather s00");
  REQUIRE(sent.result);
  CHECK((*sent.result)["error"]["code"] == "denied");
  const auto proposed = vera.propose({"freeze s00"}, "to see");
  CHECK(proposed["error"]["code"] == "denied");
}

TEST_CASE("N1 programs leave room for people", "[control][mcp]") {
  control::program_share share(2); // one at once
  const control::request by_ann{
      "POST", "/mcp", "", "", {identity::node_role::operators, "ann"}};
  control::exchange outer(1'000, [] {});
  control::exchange inner(1'000, [] {});
  share.answer(by_ann, outer, [&]() -> control::response {
    share.answer(by_ann, inner, []() -> control::response { return {200, "", "too many"}; });
    return {200, "", "good"};
  });
  CHECK(inner.take().head->status == 503);
  CHECK(outer.take().head->body == "good");
  control::exchange next(1'000, [] {});
  share.answer(by_ann, next, []() -> control::response { return {200, "", "good"}; });
  CHECK(next.take().head->status == 200);
}

TEST_CASE("N1 a task is its owner's, ends once, and can be cancelled", "[control][mcp]") {
  control::sent_tasks tasks;
  const auto nobody_gone = [] {
    return false;
  };
  std::atomic<bool> go{false};
  const auto id = tasks.begin("ann", [&](const auto& cancelled) {
    while (!go && !cancelled())
      std::this_thread::yield();
    return mcp::json{{"cancelled", cancelled()}};
  });
  REQUIRE(id);
  CHECK_FALSE(tasks.wait("bob", *id, {}, nobody_gone));
  CHECK_FALSE(tasks.cancel("bob", *id));
  const auto still = tasks.wait("ann", *id, {}, nobody_gone);
  REQUIRE(still);
  CHECK_FALSE(still->result);
  SECTION("it ends by itself") {
    go = true;
    const auto done = tasks.wait("ann", *id, std::chrono::seconds(60), nobody_gone);
    REQUIRE(done);
    CHECK(done->result == mcp::json{{"cancelled", false}});
    CHECK_FALSE(done->cancelled);
  }
  SECTION("it is cancelled") {
    CHECK(tasks.cancel("ann", *id));
    const auto done = tasks.wait("ann", *id, std::chrono::seconds(60), nobody_gone);
    REQUIRE(done);
    CHECK(done->result == mcp::json{{"cancelled", true}});
    CHECK(done->cancelled);
  }
  SECTION("who has left waits no longer") {
    const auto left = tasks.wait("ann", *id, std::chrono::hours(1), [] { return true; });
    REQUIRE(left);
    CHECK_FALSE(left->result);
  }
}

TEST_CASE("N1 tasks of one operator leave room for others, and all are bounded",
          "[control][mcp]") {
  control::sent_tasks tasks;
  const auto work = [](const std::function<bool()>& cancelled) {
    while (!cancelled())
      std::this_thread::yield();
    return mcp::json();
  };
  int of_ann = 0;
  while (tasks.begin("ann", work))
    ++of_ann;
  CHECK(of_ann == control::sent_tasks::most_of_one);
  int of_others = 0;
  tl::expected<std::string, error> last;
  while ((last = tasks.begin("operator " + std::to_string(of_others), work)))
    ++of_others;
  CHECK(of_ann + of_others == control::sent_tasks::most_running);
  CHECK(last.error().code == errc::too_many_in_flight);
}

TEST_CASE("N1 work that throws is an error, and not the end of the process", "[control][mcp]") {
  control::sent_tasks tasks;
  const auto id =
      tasks.begin("ann", [](const auto&) -> mcp::json { throw std::runtime_error("x"); });
  REQUIRE(id);
  const auto done = tasks.wait("ann", *id, std::chrono::seconds(60), [] { return false; });
  REQUIRE(done);
  REQUIRE(done->result);
  CHECK((*done->result)["error"]["detail"] == "x");
}
