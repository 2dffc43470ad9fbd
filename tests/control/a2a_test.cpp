// N1: a mesh that is given tasks over A2A: each message once, for its owner alone.
#include "runtime/control/a2a_door.hpp"
#include "tests/control/control_support.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

struct a2a_client : served_mesh {
  mcp::json asked(const std::string& method, const mcp::json& params) {
    const mcp::json request{
        {"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", params}};
    const auto got =
        ask(at(port()), {"POST", "/a2a", request.dump(), {{"A2A-Version", "1.0"}}});
    REQUIRE(got);
    CHECK(got->status == 200);
    return mcp::json::parse(got->body);
  }
  mcp::json sent(const std::string& id, const mcp::json& data, bool at_once = false) {
    auto told = asked("SendMessage", {{"message",
                                       {{"messageId", id},
                                        {"role", "ROLE_USER"},
                                        {"parts", mcp::json::array({{{"data", data}}})}}},
                                      {"configuration", {{"returnImmediately", at_once}}}});
    INFO(told.dump());
    REQUIRE(told.contains("result"));
    return told["result"]["task"];
  }
  std::string state_of(const std::string& id) {
    return asked("GetTask", {{"id", id}})["result"]["status"]["state"].get<std::string>();
  }
};

} // namespace

TEST_CASE_METHOD(a2a_client, "N1 a gather over A2A is one task with its result",
                 "[control][a2a]") {
  const auto task = sent("m1", {{"skill", "gather"}, {"scope", "s00"}, {"minimum", 0.1}});
  CHECK(task["status"]["state"] == "TASK_STATE_COMPLETED");
  const auto data = task["artifacts"][0]["parts"][1]["data"];
  CHECK(data["targets"] == 15);
  CHECK(data.contains("missing"));
  CHECK(asked("GetTask", {{"id", task["id"]}})["result"] == task);
}

TEST_CASE_METHOD(a2a_client, "N1 a message id is worked on once", "[control][a2a]") {
  const mcp::json gather{{"skill", "gather"}, {"scope", "s00"}, {"minimum", 0.1}};
  const auto first = sent("m1", gather);
  CHECK(sent("m1", gather) == first);
  CHECK(sent("m2", gather)["id"] != first["id"]);
}

TEST_CASE_METHOD(a2a_client, "N1 a task can be cancelled while it runs, and not afterwards",
                 "[control][a2a]") {
  CHECK(post("hang s00.c00.a00").status == 200);
  const auto task =
      sent("m1", {{"skill", "gather"}, {"scope", "s00"}, {"window_ms", 600'000}}, true);
  CHECK(task["status"]["state"] == "TASK_STATE_WORKING");
  const auto id = task["id"].get<std::string>();
  asked("CancelTask", {{"id", id}});
  CHECK(eventually([&] { return state_of(id) == "TASK_STATE_CANCELED"; }));
  CHECK(asked("CancelTask", {{"id", id}})["error"]["code"] == -32002);
}

TEST_CASE_METHOD(a2a_client, "N1 a command that fails is a task that failed, and says why",
                 "[control][a2a]") {
  const auto task = sent("m1", {{"skill", "gather"}, {"scope", "s99"}});
  CHECK(task["status"]["state"] == "TASK_STATE_FAILED");
  CHECK(task["status"]["message"]["parts"][0]["text"].get<std::string>().find("s99")
        != std::string::npos);
  CHECK(sent("m2", {{"skill", "gather"}, {"scope", "sector nine"}})["status"]["state"]
        == "TASK_STATE_FAILED");
}

TEST_CASE_METHOD(a2a_client, "N1 the card leads to the address that was asked",
                 "[control][a2a]") {
  const auto got = get("/.well-known/agent-card.json");
  CHECK(got.status == 200);
  const auto card = mcp::json::parse(got.body);
  const auto url = card["supportedInterfaces"][0]["url"].get<std::string>();
  CHECK(url.starts_with("https://"));
  CHECK(url.ends_with(":" + std::to_string(port()) + "/a2a"));
  const auto by_node = ask(at(port(), n1), {"POST", "/a2a", "{}"});
  REQUIRE(by_node);
  CHECK(by_node->status == 403);
}

TEST_CASE("N1 a task is of the operator who began it", "[control][a2a]") {
  served_mesh served;
  control::program_share share(8);
  control::a2a_door door(served.mesh(), share);
  const a2a::inward::wish gather{"gather", "gather s00 --minimum 10%", {}};
  const auto nobody_gone = [] {
    return false;
  };
  const auto of_ann = door.begin({"ann"}, "m1", "", gather, false, nobody_gone);
  const auto of_bob = door.begin({"bob"}, "m1", "", gather, false, nobody_gone);
  REQUIRE(of_ann);
  REQUIRE(of_bob);
  CHECK(of_ann->id != of_bob->id);
  CHECK(door.find("ann", of_ann->id));
  CHECK_FALSE(door.find("bob", of_ann->id));
  CHECK_FALSE(door.cancel("bob", of_ann->id, nobody_gone));
}

TEST_CASE("X3 whoever may only look begins no task", "[control][a2a]") {
  served_mesh served;
  control::program_share share(8);
  control::a2a_door door(served.mesh(), share);
  const auto begun = door.begin({"vera", operator_role::viewer}, "m1", "",
                                {"gather", "gather s00", {}}, false, [] { return false; });
  REQUIRE(begun);
  REQUIRE(begun->result);
  CHECK((*begun->result)["error"]["code"] == "denied");
}
