// X5: which URLs a configuration may name.
#include "tests/config/support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

/// The problems of a configuration with one agent behind this URL, and these limits.
lines problems_of_call(const std::string& url, const std::string& calls) {
  return lines_of(R"({"agents": [{"where": "s00", "http": {"url": ")" + url
                  + R"("}}], "calls": )" + calls + "}");
}

} // namespace

TEST_CASE("X5 an agent behind a URL of a listed host is read whole", "[config]") {
  const auto loaded = load_config(R"({
    "agents": [{"where": "s07.c04.a12",
                "http": {"url": "https://api.example.org/f", "timeout_ms": 500}}],
    "calls": {"hosts": ["*.example.org"], "at_once": 3}})");
  REQUIRE(loaded);
  const auto& called = loaded->agents.at(0).http;
  REQUIRE(called);
  CHECK(called->url == "https://api.example.org/f");
  CHECK(called->timeout_ms == 500);
  CHECK(called->answer_bytes == http_work_config{}.answer_bytes);
  CHECK(loaded->calls.at_once == 3);
}

TEST_CASE("X5 a URL that calls may not go to is a problem with its place and its remedy",
          "[config]") {
  CHECK(problems_of_call("https://api.example.org/", R"({"hosts": ["example.org"]})")
        == lines{"/agents/0/http/url: found \"https://api.example.org/\"; expected a host of "
                 "calls.hosts; add \"api.example.org\" there"});
  CHECK(problems_of_call("http://a/", R"({"hosts": ["a"]})")
        == lines{"/agents/0/http/url: found \"http://a/\"; expected https://, or "
                 "calls.plain_http to be true where nobody else can listen"});
  CHECK(
      problems_of_call("a/", R"({"hosts": ["a"]})")
      == lines{"/agents/0/http/url: found \"a/\"; expected a URL that begins with https:// or "
               "http://"});
  CHECK(problems_of_call("http://a/", R"({"hosts": ["a"], "plain_http": true})").empty());
}

TEST_CASE("X5 a password in a URL is refused, and not shown", "[config]") {
  CHECK(problems_of_call("https://ann:secret@a/", R"({"hosts": ["a"]})")
        == lines{"/agents/0/http/url: found a URL with @; expected a URL without user and "
                 "password"});
}

TEST_CASE("X5 limits of calls that contradict each other are problems", "[config]") {
  CHECK(
      lines_of(R"({"calls": {"hosts": ["a", "*.org"]}})")
      == lines{"/calls/hosts/1: found \"*.org\"; expected a name, *.example.org for all names "
               "below it, or an address"});
  CHECK(lines_of(R"({"calls": {"retry_ms": 500, "longest_retry_ms": 499}})")
        == lines{"/calls/longest_retry_ms: found 499; expected at least retry_ms (500)"});
}

TEST_CASE("X5 a URL for callbacks that nobody could use is a problem", "[config]") {
  const auto [url, said] = GENERATE(table<std::string, std::string>({
      {"mesh.example", "expected a URL that begins with https:// or http://"},
      {"http://mesh.example", "expected https://, or calls.plain_http"},
      {"https://mesh.example/?a=b", "expected a URL without a query"},
      {"https://ann:secret@mesh.example", "found a URL with @"},
  }));
  const auto problems = lines_of(R"({"gateway": {"callback_url": ")" + url + R"("}})");
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].starts_with("/gateway/callback_url: found "));
  CHECK(problems[0].find(said) != std::string::npos);
  CHECK(problems[0].find("secret") == std::string::npos);
  CHECK(
      lines_of(R"({"gateway": {"callback_url": "https://mesh.example:7443/behind"}})").empty());
}

TEST_CASE("an agent has one work: a program or a URL", "[config]") {
  CHECK(lines_of(R"({"agents": [{"where": "s00", "command": {"argv": ["wc"]},
                                 "http": {"url": "https://a/"}}],
                     "calls": {"hosts": ["a"]}})")
        == lines{"/agents/0: found command and http; expected one of them: an agent has one "
                 "work"});
}
