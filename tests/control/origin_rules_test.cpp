// X5: which pages may talk to a server.
#include "runtime/http/origin_rules.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using control::origin_rules;

TEST_CASE("X5 without TLS a server answers to its own names only", "[control]") {
  const origin_rules rules(false, {"127.0.0.1", 7480});
  for (const auto* host : {"127.0.0.1:7480", "localhost:7480", "LOCALHOST:7480", "[::1]:7480"})
    CHECK_FALSE(rules.check(host, ""));
  for (const auto* host :
       {"evil.example:7480", "evil.example", "127.0.0.1", "127.0.0.1:80", "localhost:74800",
        "localhost.evil.example:7480", "", "127.0.0.1:7480@evil.example", "10.0.0.1:7480"}) {
    const auto why = rules.check(host, "");
    INFO("Host: " << host);
    REQUIRE(why);
    CHECK(why->code == errc::denied);
    CHECK(why->remedy.find("http://127.0.0.1:7480") != std::string::npos);
  }
}

TEST_CASE("X5 a page may ask the server that it came from, and no other", "[control]") {
  const origin_rules plain(false, {"127.0.0.1", 7480});
  CHECK_FALSE(plain.check("localhost:7480", "http://localhost:7480"));
  for (const auto* origin :
       {"http://evil.example", "https://localhost:7480", "null", "http://localhost",
        "http://localhost:7481", "http://127.0.0.1:7480", "http://localhost:7480.evil.example"})
    CHECK(plain.check("localhost:7480", origin));
  const origin_rules tls(true, {"0.0.0.0", 7443});
  CHECK_FALSE(tls.check("mesh.example:7443", ""));
  CHECK_FALSE(tls.check("mesh.example:7443", "https://mesh.example:7443"));
  CHECK(tls.check("mesh.example:7443", "http://mesh.example:7443"));
  CHECK(tls.check("mesh.example:7443", "https://evil.example"));
}

TEST_CASE("X5 a foreign name is shown as text", "[control]") {
  const origin_rules rules(false, {"127.0.0.1", 7480});
  const auto why = rules.check("a\x1b[31m\n" + std::string(5'000, 'x'), "");
  REQUIRE(why);
  CHECK(why->detail.find('\x1b') == std::string::npos);
  CHECK(why->detail.size() < 300);
}
