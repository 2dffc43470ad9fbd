// N1: one message in, one answer out, in both eras of the protocol.
#include "runtime/mcp/endpoint.hpp"
#include "runtime/mcp/resources.hpp"
#include "tests/mcp/scripted_mesh.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

mcp::json plain_request(const std::string& method,
                        const mcp::json& params = mcp::json::object()) {
  return {{"jsonrpc", "2.0"}, {"id", "x"}, {"method", method}, {"params", params}};
}

mcp::reply replied(const std::string& text, const mcp::header_fields& header) {
  scripted_mesh mesh;
  return mcp::answer(text, header, mesh, false);
}

} // namespace

TEST_CASE("N1 a client of today shakes hands, lists tools and calls one", "[mcp]") {
  scripted_mesh mesh;
  const auto hello =
      answered(mesh, plain_request("initialize", {{"protocolVersion", "2025-06-18"}}).dump());
  CHECK(hello["id"] == "x");
  CHECK(hello["result"]["protocolVersion"] == "2025-06-18");
  CHECK(hello["result"]["serverInfo"]["name"] == "mesh-30k");
  CHECK(hello["result"]["capabilities"].contains("tools"));
  const auto list = answered(mesh, plain_request("tools/list").dump());
  CHECK(list["result"]["tools"].size() > 5);
  CHECK_FALSE(list["result"].contains("resultType"));
  const auto call =
      answered(mesh, plain_request("tools/call", {{"name", "status"}}).dump())["result"];
  CHECK(call["isError"] == false);
  CHECK(call["content"][0]["type"] == "text");
  CHECK(answered(mesh, plain_request("ping").dump())["result"] == mcp::json::object());
}

TEST_CASE("N1 a stateless client discovers, and every result says its type", "[mcp]") {
  scripted_mesh mesh;
  const auto found = answered(mesh, stateless_request("server/discover"))["result"];
  CHECK(found["supportedVersions"] == mcp::json::array({"2026-07-28"}));
  for (const auto& [method, params] :
       {std::pair<std::string, mcp::json>{"server/discover", mcp::json::object()},
        {"tools/list", mcp::json::object()},
        {"tools/call", {{"name", "status"}}},
        {"resources/list", mcp::json::object()},
        {"resources/templates/list", mcp::json::object()},
        {"resources/read", {{"uri", "mesh://status"}}}}) {
    const auto result = answered(mesh, stateless_request(method, params))["result"];
    INFO(method);
    CHECK(result["resultType"] == "complete");
    CHECK(result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "mesh-30k");
    CHECK(result.contains("ttlMs") == (method != "tools/call"));
    CHECK(result.contains("cacheScope") == (method != "tools/call"));
  }
}

TEST_CASE("N1 methods of the other era, and unknown ones, are not found", "[mcp]") {
  for (const auto* method : {"initialize", "ping", "logging/setLevel", "resources/subscribe",
                             "resources/unsubscribe", "unknown/method", "prompts/list"}) {
    const auto text = stateless_request(method);
    const auto got = replied(text, header_for(text));
    INFO(method);
    CHECK(got.status == 404);
    CHECK(mcp::json::parse(got.body)["error"]["code"] == -32601);
    CHECK(mcp::json::parse(got.body)["id"] == 1);
  }
  const auto got = replied(plain_request("server/discover").dump(), {});
  CHECK(got.status == 200);
  CHECK(mcp::json::parse(got.body)["error"]["code"] == -32601);
}

TEST_CASE("N1 a notification gets no answer", "[mcp]") {
  const auto got = replied(R"({"jsonrpc": "2.0", "method": "notifications/initialized"})", {});
  CHECK(got.status == 202);
  CHECK(got.body.empty());
}

TEST_CASE("N1 an answer is one line, and what cannot be seen is escaped", "[mcp]") {
  scripted_mesh mesh;
  mesh.result = {{"value", "first\nsecond \xe2\x80\xae third"}};
  const auto text = plain_request("tools/call", {{"name", "status"}}).dump();
  const auto got = mcp::answer(text, {}, mesh, false);
  CHECK(got.body.find('\n') == std::string::npos);
  CHECK(got.body.find("\xe2\x80\xae") == std::string::npos);
  CHECK(mcp::json::parse(got.body)["result"]["structuredContent"]["value"]["quoted"]
        == "first\nsecond \xe2\x80\xae third");
}

TEST_CASE("N1 a command that failed is told as an error of the tool", "[mcp]") {
  scripted_mesh mesh;
  mesh.result = {
      {"error", {{"code", "unknown_target"}, {"detail", "no s99"}, {"remedy", "-"}}}};
  const auto result = called(mesh, "find_agents", {{"scope", "s99"}})["result"];
  CHECK(result["isError"] == true);
  CHECK(result["content"][0]["text"].get<std::string>().find("unknown_target")
        != std::string::npos);
}

TEST_CASE("N1 an answer has a bound, and says how to get a smaller one", "[mcp]") {
  scripted_mesh mesh;
  mcp::json row;
  for (int i = 0; i < 40; ++i)
    row["m" + std::to_string(i)] = std::string(400, 'x') + " y";
  mesh.result = {{"rows", mcp::json::array()}};
  for (int i = 0; i < 50; ++i)
    mesh.result["rows"].push_back(row);
  const auto result = called(mesh, "find_agents")["result"];
  CHECK(result["isError"] == true);
  CHECK(result.dump().size() < 10'000);
  CHECK(result["structuredContent"]["error"]["remedy"].get<std::string>().find("limit")
        != std::string::npos);
}

TEST_CASE("N1 each resource that is listed can be read", "[mcp]") {
  scripted_mesh mesh;
  const auto list = answered(mesh, stateless_request("resources/list"))["result"]["resources"];
  CHECK(list.size() == mcp::handbook_pages().size() + 2);
  for (const auto& one : list) {
    const auto got =
        answered(mesh, stateless_request("resources/read", {{"uri", one["uri"]}}))["result"];
    INFO(one.dump());
    REQUIRE(got["contents"].size() == 1);
    CHECK(got["contents"][0]["uri"] == one["uri"]);
    CHECK_FALSE(got["contents"][0]["text"].get<std::string>().empty());
    CHECK_FALSE(one["title"].get<std::string>().empty());
  }
  for (const auto* uri : {"mesh://docs/nosuch", "mesh://docs/", "file:///etc/passwd", ""}) {
    const auto got = answered(mesh, stateless_request("resources/read", {{"uri", uri}}));
    CHECK(got["error"]["code"] == -32602);
    CHECK(got["error"]["data"] == mcp::json{{"uri", uri}});
  }
}

TEST_CASE("N1 lists of one page refuse a cursor", "[mcp]") {
  scripted_mesh mesh;
  for (const auto* method : {"tools/list", "resources/list", "resources/templates/list"})
    CHECK(answered(mesh, stateless_request(method, {{"cursor", "x"}}))["error"]["code"]
          == -32602);
}
