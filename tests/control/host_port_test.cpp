#include "runtime/http/host_port.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::control;

TEST_CASE("an address to dial is a host with or without a port", "[control]") {
  CHECK(read_host_port("localhost") == host_port{"localhost", 7443});
  CHECK(read_host_port("mesh.example.org:80") == host_port{"mesh.example.org", 80});
  CHECK(read_host_port("[::1]:80") == host_port{"::1", 80});
  CHECK(read_host_port("[::1]") == host_port{"::1", 7443});
  CHECK(read_host_port("::1") == host_port{"::1", 7443});
  const auto* text = GENERATE("", ":", ":80", "a b", "host:", "host:0", "host:65536", "host:-1",
                              "host:80x", "[::1", "[::1]80", "https://host", "a/b");
  INFO(text);
  const auto read = read_host_port(text);
  REQUIRE_FALSE(read);
  CHECK(read.error().code == errc::invalid_argument);
  CHECK(read.error().remedy.find("HOST:PORT") != std::string::npos);
}

TEST_CASE("an address to listen at is loopback unless a host is given", "[control]") {
  CHECK(read_listen("7443") == host_port{"127.0.0.1", 7443});
  CHECK(read_listen("0") == host_port{"127.0.0.1", 0});
  CHECK(read_listen("localhost:1") == host_port{"127.0.0.1", 1});
  CHECK(read_listen("0.0.0.0:1") == host_port{"0.0.0.0", 1});
  CHECK(read_listen("[::]:1") == host_port{"::", 1});
  const auto* text = GENERATE("", "x", "127.0.0.1", "example.org:80", "70000", ":1");
  INFO(text);
  CHECK_FALSE(read_listen(text));
}

TEST_CASE("an address reads as it was written", "[control]") {
  CHECK(to_string(host_port{"::1", 80}) == "[::1]:80");
  CHECK(to_string(host_port{"localhost", 80}) == "localhost:80");
}
