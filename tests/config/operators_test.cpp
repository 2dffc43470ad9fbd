// X3: the names and times that a configuration may give to sign-in.
#include "tests/config/support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::test;

TEST_CASE("X3 keys are for a domain name as browsers write it", "[config]") {
  const auto good = [](const std::string& domain) {
    return load_config(R"({"operators": {"domain": ")" + domain + "\"}}").has_value();
  };
  for (const auto* domain : {"", "localhost", "mesh.example.org", "a-b.example", "7up.example"})
    CHECK(good(domain));
  for (const auto* domain : {"http://x", "a b", "127.0.0.1", "::1", "localhost:7480", "a..b",
                             "mesh.ex\xc3\xa4mple.org", "LOCALHOST", "*.example.org", "-a"})
    CHECK_FALSE(good(domain));
  CHECK(lines_of(R"({"operators": {"domain": "localhost:7480"}})")
        == lines{"/operators/domain: found \"localhost:7480\"; expected a domain name in small "
                 "letters, such as mesh.example.org: no address, no port, no scheme"});
}

TEST_CASE("X3 a touch of the key lasts long enough to be of use", "[config]") {
  CHECK_FALSE(load_config(R"({"operators": {"touch_minutes": 0}})"));
  CHECK(load_config(R"({"operators": {"touch_minutes": 0.05}})"));
}
