// X5: the dashboard's files, their headers, and who may ask for them.
#include <regex>
#include <set>

#include "runtime/control/web_files.hpp"
#include "tests/control/socket_peer.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

std::string header_of(const std::string& answer, const std::string& name) {
  const auto at = answer.find("\r\n" + name + ": ");
  if (at == std::string::npos)
    return {};
  const auto begin = at + name.size() + 4;
  return answer.substr(begin, answer.find("\r\n", begin) - begin);
}

std::string body_of(const std::string& answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}

} // namespace

TEST_CASE("X5 each file has a type, a tag of its own, and loads only what is there",
          "[control][web]") {
  std::set<std::string_view> paths, tags;
  for (const auto& file : control::web_files()) {
    INFO(file.path);
    CHECK(paths.insert(file.path).second);
    CHECK(tags.insert(file.tag).second);
    CHECK_FALSE(file.type.empty());
    CHECK_FALSE(file.text.empty());
  }
  CHECK(paths.size() > 20);
  const std::regex named(R"re(["'](/ui/[^"'#]+)["'])re");
  for (const auto& file : control::web_files()) {
    const std::string text(file.text);
    for (auto at = std::sregex_iterator(text.begin(), text.end(), named);
         at != std::sregex_iterator(); ++at) {
      INFO(file.path << " names " << (*at)[1].str());
      CHECK(paths.contains((*at)[1].str().substr(4)));
    }
    CHECK(text.find("innerHTML") == std::string::npos); // agents' texts are no markup
    // Nothing is loaded from elsewhere; what is named are namespaces and our own socket.
    const auto names_a_place = text.find("://") != std::string::npos;
    CHECK((!names_a_place || file.path.ends_with(".svg") || file.path == "dom.js"
           || file.path == "live.js"));
  }
}

TEST_CASE_METHOD(plain_mesh, "X5 the dashboard is served with a strict policy",
                 "[control][web]") {
  for (const auto* path : {"/", "/ui/main.js", "/ui/style/base.css", "/ui/pages/map.js"}) {
    INFO(path);
    const auto got = ask("GET", path);
    CHECK(got.starts_with("HTTP/1.1 200"));
    const auto policy = header_of(got, "Content-Security-Policy");
    for (const auto* part :
         {"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'",
          "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"})
      CHECK(policy.find(part) != std::string::npos);
    CHECK(policy.find("unsafe") == std::string::npos);
    CHECK(header_of(got, "X-Content-Type-Options") == "nosniff");
    CHECK(header_of(got, "Referrer-Policy") == "no-referrer");
    const auto head = ask("HEAD", path);
    CHECK(head.starts_with("HTTP/1.1 200"));
    CHECK(header_of(head, "Content-Length") == std::to_string(body_of(got).size()));
    CHECK(body_of(head).empty());
    const auto tag = header_of(got, "ETag");
    REQUIRE(tag.size() > 10);
    const auto again = ask("GET", path, "If-None-Match: " + tag + "\r\n");
    CHECK(again.starts_with("HTTP/1.1 304"));
    CHECK(body_of(again).empty());
    CHECK(ask("GET", path, "If-None-Match: \"older\"\r\n").starts_with("HTTP/1.1 200"));
  }
}

TEST_CASE_METHOD(plain_mesh, "X5 nothing else is there", "[control][web]") {
  for (const auto* path : {"/ui/", "/ui/nothing.js", "/ui/pages/", "/ui/../main.js",
                           "/ui/pages/..", "/ui/%2e%2e/main.js", "/ui", "/index.html"})
    CHECK(ask("GET", path).starts_with("HTTP/1.1 404"));
  CHECK(ask("POST", "/ui/main.js").starts_with("HTTP/1.1 405"));
}

TEST_CASE_METHOD(plain_mesh, "X5 foreign names and pages are refused, for commands as well",
                 "[control][web]") {
  CHECK(ask("GET", "/", "Host: evil.example\r\n").starts_with("HTTP/1.1 403"));
  CHECK(ask("GET", "/v1/status").starts_with("HTTP/1.1 200"));
  const std::string body = "Content-Length: 2\r\nOrigin: ";
  for (const auto* origin : {"http://evil.example", "null"}) {
    CHECK(ask("POST", "/v1/commands", body + origin + "\r\n").starts_with("HTTP/1.1 403"));
    CHECK(ask("DELETE", "/v1/commands/1", body + origin + "\r\n").starts_with("HTTP/1.1 403"));
  }
  CHECK(ask("POST", "/v1/commands", "Origin: http://" + host() + "\r\nOrigin: null\r\n")
            .starts_with("HTTP/1.1 400"));
  CHECK(counts().refused.at("foreign_origin") == 5);
}

TEST_CASE("X2 X5 what is not encrypted is not served beyond loopback", "[control][web]") {
  for (const auto* listen : {"0.0.0.0:0", "[::]:0", "192.0.2.1:0", "nowhere:0"}) {
    control::server_options options;
    options.limits.listen = listen;
    options.plain = true;
    const auto refused = control::server::start(std::move(options));
    INFO(listen);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::invalid_argument);
    CHECK_FALSE(refused.error().remedy.empty());
  }
}
