// X5: URLs that calls go to.
#include "config/web_url.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("X5 a URL is read into its parts", "[config]") {
  CHECK(read_web_url("https://api.example.org/v1/f?x=1")
        == web_url{true, "api.example.org", 443, "/v1/f?x=1"});
  CHECK(read_web_url("HTTP://API.Example.org:8080")
        == web_url{false, "api.example.org", 8080, "/"});
  CHECK(read_web_url("https://[2001:DB8::1]:444/") == web_url{true, "2001:db8::1", 444, "/"});
  CHECK(read_web_url("http://10.0.0.7?x") == web_url{false, "10.0.0.7", 80, "/?x"});
}

TEST_CASE("X5 a URL that says more than a place, or less, is refused and says why",
          "[config]") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"", "begins with https://"},
      {"api.example.org/f", "begins with https://"},
      {"ftp://api.example.org", "begins with https://"},
      {"file:///etc/passwd", "begins with https://"},
      {"https://", "a host"},
      {"https:///f", "a host"},
      {"https://ann:secret@api.example.org", "without user and password"},
      {"https://api.example.org@10.0.0.1/", "without user and password"},
      {"https://api.example.org/#part", "without #"},
      {"https://api.example.org#@10.0.0.1", "without #"},
      {"https://api.example.org/\r\nX: 1", "visible ASCII"},
      {"https://api.example.org/a b", "visible ASCII"},
      {"https://\xc3\xa4.example.org", "visible ASCII"},
      {"https://a..b", "a host"},
      {"https://-a.b", "a host"},
      {"https://a%2eb", "a host"},
      {"https://[::1", "brackets"},
      {"https://[api.example.org]", "a host"},
      {"https://[::1]x", "nothing between"},
      {"https://a:/", "a port"},
      {"https://a:0", "a port"},
      {"https://a:65536", "a port"},
      {"https://a:8x", "a port"},
      {"https://a:-1", "a port"},
  }));
  CAPTURE(text);
  const auto read = read_web_url(text);
  REQUIRE_FALSE(read);
  CHECK_THAT(read.error(), ContainsSubstring(expected));
}

TEST_CASE("X5 a URL that is too long is refused", "[config]") {
  const auto beginning = std::string("https://a/");
  CHECK(read_web_url(beginning + std::string(2'048 - beginning.size(), 'x')));
  CHECK_FALSE(read_web_url(beginning + std::string(2'049 - beginning.size(), 'x')));
}

TEST_CASE("the header Host has the port where it is not the usual one", "[config]") {
  CHECK(host_header({true, "a.b", 443, "/"}) == "a.b");
  CHECK(host_header({false, "a.b", 80, "/"}) == "a.b");
  CHECK(host_header({true, "a.b", 80, "/"}) == "a.b:80");
  CHECK(host_header({false, "::1", 8'080, "/"}) == "[::1]:8080");
}

TEST_CASE("X5 a host is allowed by its name, or by a domain that it is below", "[config]") {
  const std::vector<std::string> hosts{"api.example.org", "*.Edge.example.com", "10.0.0.7"};
  for (const auto* good : {"api.example.org", "API.example.org", "a.edge.example.com",
                           "a.b.edge.example.com", "10.0.0.7"})
    CHECK(is_allowed_host(hosts, good));
  for (const auto* bad :
       {"", "example.org", "xapi.example.org", "api.example.org.evil.net", "edge.example.com",
        ".edge.example.com", "evil-edge.example.com", "10.0.0.70"})
    CHECK_FALSE(is_allowed_host(hosts, bad));
  CHECK_FALSE(is_allowed_host({}, "api.example.org"));
}

TEST_CASE("X5 a pattern of hosts never stands for a whole top-level domain", "[config]") {
  for (const auto* good : {"a", "api.example.org", "*.example.org", "10.0.0.7", "fd00::7"})
    CHECK(is_host_pattern(good));
  for (const auto* bad :
       {"", "*", "*.", "*.org", "a.*.org", "https://a.b", "a b", "a/b", "[::1]"})
    CHECK_FALSE(is_host_pattern(bad));
}
