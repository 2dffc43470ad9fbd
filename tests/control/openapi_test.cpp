// O7: the OpenAPI file says what the server does.
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "tests/control/control_support.hpp"

using namespace mesh;
using namespace mesh::test;
using nlohmann::json;

namespace {

json described() {
  return json::parse(content_of(MESH_OPENAPI_FILE));
}

/// `get /v1/status`
std::set<std::string> described_operations() {
  std::set<std::string> all;
  const auto file = described();
  for (const auto& [path, operations] : file["paths"].items())
    for (const auto& [method, operation] : operations.items())
      all.insert(method + " " + path);
  return all;
}

void check_described(const std::string& method, const std::string& path,
                     const control::reply& got) {
  const auto operation = described()["paths"][path][method];
  INFO(method << " " << path << " answers " << got.status);
  REQUIRE(operation["responses"].contains(std::to_string(got.status)));
  const auto content = operation["responses"][std::to_string(got.status)]["content"];
  CHECK((!content.contains("application/json") || json::accept(got.body)));
}

} // namespace

TEST_CASE_METHOD(served_mesh, "O7 the server has the routes that are described, and no others",
                 "[control]") {
  std::set<std::string> served;
  for (const auto& r : control::api(mesh()).routes()) {
    std::string method;
    for (char c : r.method)
      method += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    served.insert(method + " " + std::regex_replace(r.path, std::regex("\\*$"), "{id}"));
  }
  CHECK(served == described_operations());
  CHECK(json::parse(get("/v1/openapi.json").body) == described());
}

TEST_CASE_METHOD(served_mesh, "O7 each described answer is given for its reason", "[control]") {
  const auto asked = [&](const std::string& method, const std::string& path,
                         const std::string& body = {}) {
    auto got = ask(at(port()), {method, path, body});
    REQUIRE(got);
    return *got;
  };
  for (const auto* path : {"/healthz", "/readyz", "/metrics", "/v1/status", "/v1/openapi.json",
                           "/.well-known/agent-card.json"}) {
    const auto got = asked("GET", path);
    CHECK(got.status == 200);
    check_described("get", path, got);
    const auto by_node = ask(at(port(), n1), {"GET", path});
    REQUIRE(by_node);
    check_described("get", path, *by_node);
  }
  const auto commands = [&](unsigned status, const std::string& body) {
    const auto got = asked("POST", "/v1/commands", body);
    CHECK(got.status == status);
    check_described("post", "/v1/commands", got);
  };
  commands(200, R"({"script": "status"})");
  commands(400, R"({"script": 7})");
  commands(422, R"({"script": "nosuch"})");
  commands(413, std::string(5'000'000, ' '));
  const auto message = [&](unsigned status, const std::string& body,
                           const std::string& path = "/mcp") {
    const auto got = asked("POST", path, body);
    CHECK(got.status == status);
    check_described("post", "/mcp", got);
  };
  message(200, R"({"jsonrpc": "2.0", "id": 1, "method": "ping"})");
  message(202, R"({"jsonrpc": "2.0", "method": "notifications/initialized"})");
  message(400, "[]");
  message(400, R"({"jsonrpc": "2.0", "id": 1, "method": "ping"})", "/mcp?nosuch");
  const auto unknown = asked("DELETE", "/v1/commands/17");
  CHECK(unknown.status == 404);
  check_described("delete", "/v1/commands/{id}", unknown);
}

TEST_CASE_METHOD(served_mesh, "O7 each description refers to schemas that are there",
                 "[control]") {
  const auto all = described();
  const auto text = all.dump();
  const std::regex reference(R"re("#/components/schemas/(\w+)")re");
  int found = 0;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), reference);
       at != std::sregex_iterator(); ++at, ++found)
    CHECK(all["components"]["schemas"].contains((*at)[1].str()));
  CHECK(found > 10);
}
