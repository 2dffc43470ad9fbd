// X5: the cards of agents that speak A2A.
#include "actors/work/a2a/agent_card.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("A2A a card lies below the URL of its agent", "[calls]") {
  CHECK(a2a::card_url("https://a") == "https://a/.well-known/agent-card.json");
  CHECK(a2a::card_url("https://a/b//") == "https://a/b/.well-known/agent-card.json");
}

TEST_CASE("A2A a card names the first way that is spoken here", "[calls]") {
  const auto read = a2a::read_card(R"({"supportedInterfaces": [
    {"url": "https://a/grpc", "protocolBinding": "GRPC", "protocolVersion": "1.0"},
    {"url": "https://a/old", "protocolBinding": "JSONRPC", "protocolVersion": "0.3"},
    {"url": "https://a/rpc", "protocolBinding": "JSONRPC", "protocolVersion": "1.0", "tenant": "t"},
    {"url": "https://a/new", "protocolBinding": "JSONRPC", "protocolVersion": "1.1"}]})");
  REQUIRE(read);
  CHECK(*read == a2a::endpoint{"https://a/rpc", "t"});
}

TEST_CASE("A2A a card that does not help says what was seen", "[calls]") {
  const auto [body, code, said] = GENERATE(table<std::string, errc, std::string>({
      {"<p>hi</p>", errc::call_bad_answer, "<p>hi</p>"},
      {"[]", errc::call_bad_answer, "expected an agent card"},
      {R"({"name": "x"})", errc::call_bad_answer, "supportedInterfaces"},
      {R"({"supportedInterfaces": "x"})", errc::call_bad_answer, "supportedInterfaces"},
      {R"({"url": "https://a", "protocolVersion": "0.3.0"})", errc::unsupported, "A2A 0.3.0"},
      {R"({"supportedInterfaces": []})", errc::unsupported, "offers nothing"},
      {R"({"supportedInterfaces": [7, {"protocolBinding": "JSONRPC", "protocolVersion": "1.0"}]})",
       errc::unsupported, "JSONRPC 1.0"},
      {R"({"supportedInterfaces": [{"url": "https://a", "protocolBinding": "HTTP+JSON",
           "protocolVersion": "1.0"}]})",
       errc::unsupported, "HTTP+JSON 1.0"},
      {R"({"supportedInterfaces": [{"url": "https://a", "protocolBinding": "JSONRPC",
           "protocolVersion": "2.0"}]})",
       errc::unsupported, "JSONRPC 2.0"},
  }));
  CAPTURE(body);
  const auto read = a2a::read_card(body);
  REQUIRE_FALSE(read);
  CHECK(read.error().code == code);
  CHECK_THAT(read.error().detail, ContainsSubstring(said));
  CHECK_FALSE(read.error().remedy.empty());
}

TEST_CASE("A2A a card is kept as long as it says, within bounds", "[calls]") {
  const auto [said, time] = GENERATE(table<std::string, duration>({
      {"", 300s},
      {"public", 300s},
      {"public, max-age=60", 60s},
      {"Max-Age=60", 60s},
      {"max-age=0", 0s},
      {"no-store", 0s},
      {"no-cache, max-age=60", 0s},
      {"max-age=86400", 3'600s},
      {"max-age=99999999999999999999", 3'600s},
      {"max-age=soon", 0s},
  }));
  CAPTURE(said);
  CHECK(a2a::card_time(said, 300s, 3'600s) == time);
}
