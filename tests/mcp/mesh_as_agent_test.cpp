// N1: the mesh as an agent of A2A: messages become commands, and results become tasks.
#include "runtime/a2a/answering.hpp"
#include "runtime/console/language/parser.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::a2a::inward;

namespace {

/// Tasks that end when the test says so.
class scripted_tasks final : public task_port {
public:
  tl::expected<task, error> begin(const std::string& message_id, const std::string& context,
                                  const wish& what, bool at_once) override {
    ++begun;
    waited = !at_once;
    newest.id = "t-" + message_id;
    newest.context = context;
    newest.skill = what.skill;
    line = what.line;
    return newest;
  }
  std::optional<task> find(const std::string& id) override {
    return id == newest.id && begun > 0 ? std::optional(newest) : std::nullopt;
  }
  std::optional<task> cancel(const std::string& id) override {
    newest.cancelled = true;
    newest.result = mcp::json::object();
    return find(id);
  }

  task newest;
  std::string line;
  int begun = 0;
  bool waited = false;
};

mcp::json asked(task_port& tasks, const std::string& method, const mcp::json& params,
                const std::string& version = "1.0") {
  const mcp::json request{
      {"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", params}};
  return mcp::json::parse(answer(request.dump(), version, tasks));
}

mcp::json message_with(const mcp::json& part, const std::string& id = "m1") {
  return {{"message",
           {{"messageId", id}, {"role", "ROLE_USER"}, {"parts", mcp::json::array({part})}}}};
}

mcp::json sent(task_port& tasks, const mcp::json& part) {
  return asked(tasks, "SendMessage", message_with(part));
}

std::string command_in(const std::string& line) {
  const auto read = console::parse_line(line);
  INFO(line);
  REQUIRE(read);
  REQUIRE(*read);
  return std::string((**read).text.substr(0, (**read).text.find(' ')));
}

} // namespace

TEST_CASE("N1 a text is a task to delegate, and data is one of three skills", "[mcp][a2a]") {
  scripted_tasks tasks;
  CHECK(sent(tasks, {{"text", "--approve \"x\""}})["result"]["task"]["status"]["state"]
        == "TASK_STATE_WORKING");
  CHECK(command_in(tasks.line) == "delegate");
  CHECK(tasks.newest.skill == "delegate");
  sent(tasks, {{"data", {{"skill", "gather"}, {"scope", "s07"}, {"minimum", 0.95}}}});
  CHECK(command_in(tasks.line) == "gather");
  CHECK(tasks.line.find("--minimum=\"0.95") != std::string::npos);
  sent(tasks, {{"data", {{"skill", "chain"}, {"plan", {{"name", "x"}}}}}});
  CHECK(tasks.line.starts_with("chain run "));
  CHECK(tasks.line.ends_with("--follow"));
}

TEST_CASE("N1 a message that asks for nothing the mesh does is refused", "[mcp][a2a]") {
  scripted_tasks tasks;
  const std::vector<mcp::json> wrong{mcp::json::object(),
                                     {{"text", 7}},
                                     {{"text", ""}},
                                     {{"url", "file:///etc/passwd"}},
                                     {{"data", mcp::json::object()}},
                                     {{"data", {{"skill", "freeze"}, {"scope", "all"}}}},
                                     {{"data", {{"skill", "gather"}, {"redundant", true}}}},
                                     {{"data", {{"skill", "gather"}, {"minimum", 2}}}},
                                     {{"data", {{"skill", "chain"}, {"plan", "x"}}}},
                                     {{"data", {{"skill", "delegate"}}}}};
  for (const auto& part : wrong) {
    const auto told = sent(tasks, part);
    INFO(part.dump() << " " << told.dump());
    CHECK(told["error"]["code"] == -32602);
    CHECK_FALSE(told["error"]["data"][0]["metadata"]["remedy"].get<std::string>().empty());
  }
  auto twice = message_with({{"text", "x"}});
  twice["message"]["parts"].push_back({{"text", "y"}});
  CHECK(asked(tasks, "SendMessage", twice)["error"]["code"] == -32602);
  CHECK(asked(tasks, "SendMessage", message_with({{"text", "x"}}, ""))["error"]["code"]
        == -32602);
  CHECK(tasks.begun == 0);
}

TEST_CASE("N1 each error of A2A has its code and reason", "[mcp][a2a]") {
  scripted_tasks tasks;
  CHECK(asked(tasks, "GetTask", {{"id", "x"}})["error"]["code"] == -32001);
  CHECK(asked(tasks, "CancelTask", {{"id", "x"}})["error"]["code"] == -32001);
  CHECK(asked(tasks, "GetTask", mcp::json::object())["error"]["code"] == -32001);
  CHECK(asked(tasks, "SendStreamingMessage", mcp::json::object())["error"]["code"] == -32004);
  CHECK(asked(tasks, "message/send", mcp::json::object())["error"]["code"] == -32601);
  for (const auto* version : {"", "0.3", "2.0", "10"})
    CHECK(asked(tasks, "GetTask", {{"id", "x"}}, version)["error"]["code"] == -32009);
  CHECK(asked(tasks, "GetTask", {{"id", "x"}}, "1.1")["error"]["data"][0]["reason"]
        == "TASK_NOT_FOUND");
  sent(tasks, {{"text", "x"}});
  tasks.newest.result = mcp::json{{"exit_code", 0}};
  CHECK(asked(tasks, "CancelTask", {{"id", "t-m1"}})["error"]["code"] == -32002);
  auto more = message_with({{"text", "x"}}, "m2");
  more["message"]["taskId"] = "t-m1";
  CHECK(asked(tasks, "SendMessage", more)["error"]["code"] == -32004);
  more["message"]["taskId"] = "other";
  CHECK(asked(tasks, "SendMessage", more)["error"]["code"] == -32001);
  CHECK(mcp::json::parse(answer("[]", "1.0", tasks))["error"]["code"] == -32600);
}

TEST_CASE("N1 a client may want an answer at once, or wait", "[mcp][a2a]") {
  scripted_tasks tasks;
  auto params = message_with({{"text", "x"}});
  asked(tasks, "SendMessage", params);
  CHECK(tasks.waited);
  params["configuration"] = {{"returnImmediately", true}};
  asked(tasks, "SendMessage", params);
  CHECK_FALSE(tasks.waited);
}

TEST_CASE("N1 a task's state follows its result and its quorum", "[mcp][a2a]") {
  const auto [result, cancelled, state] = GENERATE(table<mcp::json, bool, std::string>({
      {{{"exit_code", 0}}, false, "TASK_STATE_COMPLETED"},
      {{{"exit_code", 3}}, false, "TASK_STATE_COMPLETED"},
      {{{"exit_code", 4}}, false, "TASK_STATE_FAILED"},
      {{{"exit_code", 0}, {"error", {{"code", "timeout"}}}}, false, "TASK_STATE_FAILED"},
      {{{"error", {{"code", "denied"}}}}, false, "TASK_STATE_FAILED"},
      {{{"exit_code", 0}}, true, "TASK_STATE_CANCELED"},
  }));
  task what;
  what.result = result;
  what.cancelled = cancelled;
  CHECK(task_json(what)["status"]["state"] == state);
  CHECK(task_json(what)["artifacts"][0]["parts"].size() == 2);
}

TEST_CASE("N1 the result of a gather names missing, late and conflicting agents",
          "[mcp][a2a]") {
  task what;
  what.skill = "gather";
  what.result = mcp::json{
      {"exit_code", 3},
      {"outcome", "SUCCESS"},
      {"targets", 5},
      {"ready", 2},
      {"exceptions",
       {{{"kind", "straggler"},
         {"reason", "timeout"},
         {"count", 1},
         {"agents", {"s00.c00.a01"}}},
        {{"kind", "skipped"},
         {"reason", "insufficient_lead_time"},
         {"count", 1},
         {"agents", {"s00.c00.a02"}}},
        {{"kind", "conflict"}, {"detail", "x"}, {"count", 1}, {"agents", {"s00.c00.a03"}}}}}};
  const auto told = task_json(what);
  const auto& data = told["artifacts"][0]["parts"][1]["data"];
  CHECK(data["late"][0]["agents"][0] == "s00.c00.a01");
  CHECK(data["missing"][0]["agents"][0] == "s00.c00.a02");
  CHECK(data["missing"][0]["reason"] == "insufficient_lead_time");
  CHECK(data["conflicting"][0]["agents"][0] == "s00.c00.a03");
  CHECK(told["artifacts"][0]["parts"][0]["text"].get<std::string>().find("2 of 5")
        != std::string::npos);
}

TEST_CASE("N1 the card names the skills and, over TLS, the certificate", "[mcp][a2a]") {
  const auto card = agent_card("https://mesh.example:7443/a2a", true);
  CHECK(card["supportedInterfaces"][0]["url"] == "https://mesh.example:7443/a2a");
  CHECK(card["supportedInterfaces"][0]["protocolVersion"] == "1.0");
  CHECK(card["skills"].size() == 3);
  CHECK(card.contains("securityRequirements"));
  CHECK_FALSE(agent_card("http://127.0.0.1/a2a", false).contains("securityRequirements"));
}
