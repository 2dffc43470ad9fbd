#include "runtime/agent_client/link_address.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::agent_client;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("an address has a host, a port and a path") {
  const auto read = read_link_address("wss://mesh.example:8443/v1/agent");
  REQUIRE(read);
  CHECK(*read == link_address{{"mesh.example", 8443}, "/v1/agent"});
  CHECK(to_string(*read) == "wss://mesh.example:8443/v1/agent");
}

TEST_CASE("an address without port and path has the usual ones") {
  const auto read = read_link_address("wss://mesh.example");
  REQUIRE(read);
  CHECK(*read == link_address{{"mesh.example", control::usual_port}, "/"});
}

TEST_CASE("what is no address is said with the address and the remedy") {
  for (const std::string url : {"", "ws://mesh:1/v1/agent", "https://mesh:1/", "wss://",
                                "wss:///v1/agent", "wss://mesh:port/v1/agent"}) {
    INFO(url);
    const auto read = read_link_address(url);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == errc::invalid_argument);
    CHECK_THAT(read.error().detail, ContainsSubstring("'" + url + "'"));
    CHECK_THAT(read.error().remedy, ContainsSubstring("wss://HOST:PORT/v1/agent"));
  }
}
