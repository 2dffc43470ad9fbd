// O7: which route a request takes.
#include "runtime/http/router.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::control;
using identity::node_role;

namespace {

const identity::peer_name ann{node_role::operators, "ann"};
const identity::peer_name n1{node_role::sectors, "n1"};

router some() {
  return router({{"GET", "/healthz", {node_role::operators, node_role::sectors}},
                 {"GET", "/v1/status", {node_role::operators}},
                 {"POST", "/v1/commands", {node_role::operators}},
                 {"DELETE", "/v1/commands/*", {node_role::operators}}});
}

unsigned status_of(const router& r, std::string_view method, std::string_view target,
                   const identity::peer_name& who = ann) {
  const auto found = r.find(method, target, who);
  return found ? 200 : found.error().status;
}

} // namespace

TEST_CASE("O7 a request finds its route by method, path and role", "[control]") {
  const auto r = some();
  CHECK(r.find("GET", "/v1/status", ann).value()->path == "/v1/status");
  CHECK(r.find("GET", "/v1/status?a=b", ann).value()->path == "/v1/status");
  CHECK(r.find("DELETE", "/v1/commands/17", ann).value()->path == "/v1/commands/*");
  CHECK(status_of(r, "GET", "/healthz", n1) == 200);
  CHECK(status_of(r, "GET", "/v1/status", n1) == 403);
  CHECK(status_of(r, "GET", "/v1/nothing") == 404);
  CHECK(status_of(r, "GET", "") == 404);
  CHECK(status_of(r, "DELETE", "/v1/commands/") == 404);
  CHECK(status_of(r, "DELETE", "/v1/commands/a/b") == 404);
  CHECK(status_of(r, "get", "/v1/status") == 405);
  CHECK(status_of(r, "GET", "/v1/status/../commands") == 404);
}

TEST_CASE("O7 HEAD takes the route of each GET, and of nothing else", "[control]") {
  const auto r = some();
  CHECK(r.find("HEAD", "/v1/status", ann).value()->path == "/v1/status");
  CHECK(status_of(r, "HEAD", "/v1/status", n1) == 403);
  CHECK(status_of(r, "HEAD", "/v1/nothing") == 404);
  CHECK(status_of(r, "HEAD", "/v1/commands") == 405);
  const auto wrong = r.find("PUT", "/v1/status", ann);
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().headers.front().second == "GET, HEAD");
}

TEST_CASE("O7 a wrong method is answered with those that are right", "[control]") {
  const auto r = some();
  const auto wrong = r.find("PUT", "/v1/commands", ann);
  REQUIRE_FALSE(wrong);
  REQUIRE(wrong.error().headers.size() == 1);
  CHECK(wrong.error().headers.front().second == "POST");
}

TEST_CASE("O7 a long path is cut in the answer", "[control]") {
  const auto r = some();
  const auto wrong = r.find("GET", "/" + std::string(100'000, 'x'), ann);
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().body.size() < 1'000);
}

TEST_CASE("O7 a target has a path, a query and a last segment", "[control]") {
  CHECK(path_of("/a/b?c=d?e") == "/a/b");
  CHECK(query_of("/a/b?c=d?e") == "c=d?e");
  CHECK(query_of("/a/b").empty());
  CHECK(last_segment("/a/b") == "b");
  CHECK(last_segment("b") == "b");
}
