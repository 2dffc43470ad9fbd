// X3: signing in over HTTP, and those who try it without the right to.
#include "runtime/control/gatekeeper.hpp"

#include <future>

#include "runtime/proposals/operators_desk.hpp"
#include "tests/control/sign_in_peer.hpp"

using namespace mesh;
using namespace mesh::test;
using nlohmann::json;

namespace {

/// A mesh at which anna is an admin, signed in.
struct annas_mesh : sign_in_peer {
  software_key annas{software_key::algorithm::es256, "anna's"};
  std::string anna = enrolled("anna", operator_role::admin, annas);
  [[nodiscard]] sign_in_desk& desk() { return mesh().desk().sign_in; }
  /// The digest of the session of a cookie.
  [[nodiscard]] static std::string digest(const std::string& cookie) {
    return digest_of(cookie.substr(cookie.find('=') + 1));
  }
  [[nodiscard]] int status_of(const std::string& cookie) const {
    return as(cookie, "GET", "/v1/status").status;
  }
};

} // namespace

TEST_CASE_METHOD(sign_in_peer, "X3 without operators nothing asks for a session",
                 "[control][sign-in]") {
  CHECK(send("GET", "/v1/status", nullptr, "").status == 200);
  CHECK(send("POST", "/v1/commands", {{"script", "freeze s01"}}, "").status == 200);
  const auto session = send("GET", "/v1/session");
  CHECK(session.body["needed"] == false);
  CHECK(session.body["signed_in"] == false);
  static_cast<void>(invite("anna", operator_role::admin)); // an invite alone closes nothing
  CHECK(send("GET", "/v1/status", nullptr, "").status == 200);
}

TEST_CASE_METHOD(annas_mesh, "X3 once somebody has a key, nothing is told without a session",
                 "[control][sign-in]") {
  for (const auto* path : {"/v1/status", "/v1/events"}) {
    INFO(path);
    const auto got = send("GET", path);
    CHECK(got.status == 401);
    CHECK(got.body["error"]["code"] == "not_signed_in");
  }
  CHECK(send("POST", "/v1/commands", {{"script", "status"}}).status == 401);
  CHECK(send("DELETE", "/v1/commands/17").status == 401);
  const auto page = send("GET", "/");
  CHECK(page.status == 303);
  CHECK(page.whole.find("Location: http://" + own_host() + "/sign-in") != std::string::npos);
  socket_peer peer(port());
  CHECK(peer.open() == 401);
  for (const auto* path : {"/healthz", "/sign-in", "/ui/sign-in.js", "/v1/openapi.json"}) {
    INFO(path);
    CHECK(send("GET", path).status == 200);
  }
  CHECK(status_of(anna) == 200);
  CHECK(as(anna, "GET", "/").status == 200);
}

TEST_CASE_METHOD(annas_mesh, "X3 the cookie is for this server alone, and no script reads it",
                 "[control][sign-in]") {
  const auto got = sign_in(annas);
  REQUIRE(got.status == 200);
  CHECK(got.whole.find("; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=28800\r\n")
        != std::string::npos);
  CHECK(got.cookie.starts_with("__Host-mesh="));
  CHECK(got.cookie.size() == 12 + 64);
  CHECK(got.body["name"] == "anna");
  CHECK(got.body["role"] == "admin");
  CHECK(got.cookie != anna); // each time another
}

TEST_CASE_METHOD(annas_mesh, "X3 a session that was guessed, fixed or ended is none",
                 "[control][sign-in]") {
  for (const std::string bad : {"__Host-mesh=", "__Host-mesh=1", "mesh=x", "__Host-mesh",
                                "; ;__Host-mesh=%00", "__Host-mesh2=x"}) {
    INFO(bad);
    CHECK(status_of(bad) == 401);
  }
  const auto fixed = "__Host-mesh=" + std::string(64, 'a');
  CHECK(status_of(fixed) == 401);
  const auto begun = send("POST", "/v1/sign-in/challenge");
  const auto got =
      as(fixed, "POST", "/v1/sign-in", json_of(annas.touched(page(begun)), annas.id()));
  CHECK(got.status == 200);
  CHECK(got.cookie != fixed);
  CHECK(status_of(fixed) == 401);
  CHECK(status_of("other=1; " + got.cookie) == 200);
  CHECK(as(anna, "DELETE", "/v1/session").status == 200);
  CHECK(status_of(anna) == 401);
  CHECK(status_of(got.cookie) == 200); // the other session of anna goes on
  desk().sessions.bound(0, 0);
  CHECK(status_of(got.cookie) == 401); // expired
}

TEST_CASE_METHOD(annas_mesh, "X3 revoking ends every session at once, and open connections",
                 "[control][sign-in]") {
  const auto ben = enrolled("ben", operator_role::operate, software_key({}, "ben's"));
  socket_peer peer(port());
  REQUIRE(peer.open("mesh.live.v1", "Cookie: " + ben + "\r\n") == 101);
  CHECK(order(anna, "operator revoke ben") == "none");
  CHECK(status_of(ben) == 401);
  CHECK(peer.next_of(socket_peer::close).code() == 4'401);
  CHECK(status_of(anna) == 200);
}

TEST_CASE_METHOD(annas_mesh, "X3 revoking ends streams and commands that run",
                 "[control][sign-in]") {
  const auto ben = enrolled("ben", operator_role::operate, software_key({}, "ben's"));
  const auto before = counts().requests;
  auto events = std::async(std::launch::async, [&] { return as(ben, "GET", "/v1/events"); });
  auto waits = std::async(std::launch::async, [&] {
    return as(ben, "POST", "/v1/commands", {{"script", "wait 1h"}});
  });
  REQUIRE(eventually([&] { return counts().requests >= before + 2; })); // both have begun
  CHECK(order(anna, "operator revoke ben") == "none");
  const auto followed = events.get();
  CHECK(followed.status == 200);
  CHECK(followed.whole.ends_with("0\r\n\r\n")); // an end, and no broken connection
  const auto waited = waits.get();
  CHECK(waited.status == 200);
  CHECK(waited.whole.find("\"code\":\"cancelled\"") != std::string::npos);
}

TEST_CASE_METHOD(annas_mesh, "X3 a page of somebody else can order nothing with our cookie",
                 "[control][sign-in]") {
  const auto with = [&](const std::string& fields) {
    return send("POST", "/v1/commands", {{"script", "freeze s01"}},
                "Cookie: " + anna + "\r\n" + fields)
        .status;
  };
  CHECK(with("") == 403);
  CHECK(with("Origin: http://evil.example\r\nX-Mesh: present\r\n") == 403);
  CHECK(with("Origin: null\r\nX-Mesh: present\r\n") == 403);
  CHECK(send("DELETE", "/v1/session", nullptr, "Cookie: " + anna + "\r\n").status == 403);
  CHECK(status_of(anna) == 200); // a form of somebody else signs nobody out
  CHECK(with("Origin: http://" + own_host() + "\r\nX-Mesh: present\r\n") == 200);
  CHECK(mesh().frozen().size() == 1);
}

TEST_CASE_METHOD(annas_mesh, "X3 an assertion that was seen already is refused",
                 "[control][sign-in]") {
  const auto begun = send("POST", "/v1/sign-in/challenge");
  const auto body = json_of(annas.touched(page(begun)), annas.id());
  CHECK(send("POST", "/v1/sign-in", body).status == 200);
  const auto again = send("POST", "/v1/sign-in", body);
  CHECK(again.status == 403);
  CHECK(again.cookie.empty());
  CHECK(again.body["error"]["detail"].get<std::string>().find("used already")
        != std::string::npos);
}

TEST_CASE_METHOD(annas_mesh, "X3 a sign-in with somebody else's key, or none, is refused",
                 "[control][sign-in]") {
  const software_key strange({}, "a stranger's");
  CHECK(sign_in(strange).status == 403);
  CHECK(sign_in(strange, 0, annas.id()).status == 403); // it says to be anna's
  CHECK(send("POST", "/v1/sign-in").status == 400);
  CHECK(send("POST", "/v1/sign-in", json::array()).status == 400);
  const auto begun = send("POST", "/v1/sign-in/challenge");
  auto at = page(begun);
  at.origin = "http://evil.example";
  CHECK(send("POST", "/v1/sign-in", json_of(annas.touched(at), annas.id())).status == 403);
  CHECK(sign_in(annas, 7).status == 200);
  CHECK(sign_in(annas, 7).status == 403); // the counter of a copy
  CHECK(sign_in(annas, 8).status == 200);
}

TEST_CASE_METHOD(annas_mesh, "X3 an invite is good once, and its challenge for nothing else",
                 "[control][sign-in]") {
  const auto token = invite("ben", operator_role::viewer);
  const auto begun = send("POST", "/v1/sign-in/invite", {{"invite", token}});
  CHECK(begun.body["name"] == "ben");
  const auto signed_in =
      send("POST", "/v1/sign-in", json_of(annas.touched(page(begun)), annas.id()));
  CHECK(signed_in.status == 403);
  CHECK(enroll(token, software_key({}, "ben's")).status == 200);
  CHECK(enroll(token, software_key({}, "another")).status == 403);
  CHECK(enroll("nonsense", software_key({}, "another")).status == 403);
  CHECK(enroll(invite("cleo", operator_role::viewer), annas).status == 409); // anna's key
}

TEST_CASE_METHOD(annas_mesh, "X3 keys are for the domain: an address is told where to go",
                 "[control][sign-in]") {
  const auto got = send("POST", "/v1/sign-in/challenge", nullptr,
                        "X-Mesh: present\r\nHost: " + host() + "\r\n");
  CHECK(got.status == 400);
  CHECK(got.body["error"]["remedy"] == "open http://" + own_host() + "/sign-in");
}

TEST_CASE_METHOD(annas_mesh, "X3 a viewer looks, an operator changes, an admin invites",
                 "[control][sign-in]") {
  const auto viewer = enrolled("vera", operator_role::viewer, software_key({}, "vera's"));
  const auto operates = enrolled("otto", operator_role::operate, software_key({}, "otto's"));
  for (const auto* line : {"status", "agents", "freeze s01 --dry-run", "audit"}) {
    INFO(line);
    CHECK(order(viewer, line) == "none");
  }
  for (const auto* line :
       {"freeze s01", "gather s01", "crash s01 10%", "operator invite vera --role admin",
        "operator revoke anna", "agent enroll x", "approve 1", "route around s01.c01.a01"}) {
    INFO(line);
    CHECK(order(viewer, line) == "denied");
  }
  CHECK(mesh().frozen().empty());
  CHECK(order(operates, "freeze s01") == "none");
  CHECK(order(operates, "operator invite eve --role admin") == "denied");
  CHECK(order(anna, "operator invite eve --role admin") == "none");
}

TEST_CASE_METHOD(annas_mesh, "X3 programs on loopback need a session, too",
                 "[control][sign-in]") {
  const json ping{{"jsonrpc", "2.0"}, {"id", 1}, {"method", "ping"}};
  for (const auto* path : {"/mcp", "/a2a"}) {
    INFO(path);
    CHECK(send("POST", path, ping).status == 401);
    const auto got = as(anna, "POST", path, ping);
    CHECK(got.status != 401);
    CHECK(got.status != 403);
  }
}

TEST_CASE_METHOD(annas_mesh, "X3 destructive commands need a touch of the key that is new",
                 "[control][sign-in]") {
  CHECK(order(anna, "freeze all") == "none");
  CHECK(order(anna, "thaw all") == "none");
  desk().sessions.touch(digest(anna), mesh().wall_ms() - 301'000); // five minutes ago
  for (const auto* line : {"freeze all", "operator revoke ben", "drain s02"}) {
    INFO(line);
    CHECK(order(anna, line) == "key_needed");
  }
  CHECK(order(anna, "freeze s01") == "none"); // a part, which thaws again
  CHECK(touch(anna, software_key({}, "a stranger's")).status == 403);
  const software_key bens({}, "ben's");
  static_cast<void>(enrolled("ben", operator_role::admin, bens));
  CHECK(touch(anna, bens).status == 403); // a good key of another person
  CHECK(order(anna, "freeze all") == "key_needed");
  CHECK(touch(anna, annas).status == 200);
  CHECK(order(anna, "freeze all") == "none");
  CHECK(send("POST", "/v1/session/challenge").status == 401);
}

TEST_CASE_METHOD(annas_mesh, "X3 N1 a proposal waits for the touch that its commands need",
                 "[control][sign-in]") {
  CHECK(order(anna, "talk \"freeze all\"") == "none");
  desk().sessions.touch(digest(anna), mesh().wall_ms() - 301'000); // five minutes ago
  CHECK(order(anna, "approve 1") == "key_needed");
  CHECK(touch(anna, annas).status == 200);
  CHECK(order(anna, "approve 1") == "none");
  CHECK(order(anna, "thaw all") == "none");
}

TEST_CASE_METHOD(annas_mesh, "X3 who did what from where is on record, and no secret is",
                 "[control][sign-in]") {
  CHECK(order(anna, "freeze s01") == "none");
  CHECK(sign_in(software_key({}, "a stranger's")).status == 403);
  static_cast<void>(as(anna, "DELETE", "/v1/session"));
  const auto all = desk().audit.last(100, "");
  std::vector<std::string> kinds;
  for (const auto& one : all) {
    kinds.push_back(one.what);
    CHECK(one.from == "127.0.0.1");
    CHECK(one.text.find(anna.substr(12)) == std::string::npos);
  }
  CHECK(kinds == std::vector<std::string>{"key", "command", "refused", "sign-out"});
  CHECK(all[1].who == "anna");
  CHECK(all[1].text == "freeze s01");
  CHECK(all[1].exit_code == 0);
  CHECK(all[2].exit_code == 5);
}

TEST_CASE("X3 a cookie is found by its whole name", "[control][sign-in]") {
  using control::cookie_of;
  CHECK(cookie_of("a=1; b=2;c=3", "b") == "2");
  CHECK(cookie_of("a=1; b=2;c=3", "c") == "3");
  CHECK(cookie_of("ab=1", "b").empty());
  CHECK(cookie_of("b", "b").empty());
  CHECK(cookie_of("b=x=y", "b") == "x=y");
  CHECK(cookie_of("", "b").empty());
  CHECK(cookie_of(";;  ; ", "b").empty());
}
