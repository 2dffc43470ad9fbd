// X2: `mesh certs` as its users meet it.
#include <algorithm>
#include <cstdio>

#include "tests/process/mesh_process.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh::test;
using nlohmann::json;

namespace {

struct certs : data_folder {
  std::string dir = (path() / "certs").string();

  [[nodiscard]] ended issue(const std::string& name, words more = {}) const {
    words all{"certs", "issue", name, "--dir", dir};
    if (std::find(more.begin(), more.end(), "--role") == more.end())
      more.insert(more.end(), {"--role", "sectors"});
    all.insert(all.end(), more.begin(), more.end());
    return run_mesh(all);
  }
};

/// What a command prints; its exit status on a line of its own behind it.
std::string shell_text(const std::string& command) {
  auto* pipe = ::popen((command + " 2>&1; echo status $?").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string text;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe))
    text += static_cast<char>(c);
  ::pclose(pipe);
  return text;
}

} // namespace

TEST_CASE_METHOD(certs, "X2 certificates are made, verified by openssl, and shown",
                 "[process]") {
  auto made = run_mesh({"certs", "init", dir});
  CHECK(made.code == 0);
  CHECK(has(made.out, dir + "/ca.key: its private key"));
  CHECK(made.err.empty());
  auto issued = issue("n1", {"--role", "orchestrator", "--host", "localhost", "127.0.0.1"});
  CHECK(issued.code == 0);
  CHECK(has(issued.out, dir + "/n1.crt: orchestrator/n1, good until 2"));

  auto ca = dir + "/ca.crt", n1 = dir + "/n1.crt";
  for (const auto* purpose : {"sslserver", "sslclient"})
    CHECK(has(shell_text("openssl verify -x509_strict -purpose " + std::string(purpose)
                         + " -CAfile " + ca + " " + n1),
              "n1.crt: OK\nstatus 0"));
  CHECK(has(shell_text("openssl verify -verify_hostname localhost -CAfile " + ca + " " + n1),
            "status 0"));
  auto names = shell_text("openssl x509 -noout -ext subjectAltName -in " + n1);
  CHECK(has(names, "URI:caf://orchestrator/n1, DNS:localhost, IP Address:127.0.0.1"));
  CHECK(has(shell_text("openssl pkey -noout -check -in " + dir + "/n1.key"), "Key is valid"));

  auto shown = run_mesh({"certs", "show", dir, "-o", "json"});
  CHECK(shown.code == 0);
  auto rows = json::parse(shown.out).at("rows");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at("role") == "authority");
  CHECK(rows[0].at("days_left") >= 3'649);
  CHECK(rows[1].at("role") == "orchestrator");
  CHECK(rows[1].at("name") == "n1");
  CHECK(rows[1].at("hosts") == json({"localhost", "127.0.0.1"}));
  CHECK(rows[1].at("state") == "good");
  CHECK(has(run_mesh({"certs", "show", n1}).out, "orchestrator"));
}

TEST_CASE_METHOD(certs, "X2 certs issue answers as JSON, too", "[process]") {
  run_mesh({"certs", "init", dir, "-o", "jsonl"});
  auto made = json::parse(issue("ann", {"--role", "operator", "-o", "json"}).out);
  CHECK(made.at("command") == "certs issue");
  CHECK(made.at("role") == "operator");
  CHECK(made.at("certificate") == dir + "/ann.crt");
  CHECK(made.at("key") == dir + "/ann.key");
}

TEST_CASE_METHOD(certs, "X2 a certificate that ends soon is told, one that ended fails",
                 "[process]") {
  run_mesh({"certs", "init", dir});
  REQUIRE(issue("n1", {"--days", "9"}).code == 0);
  auto shown = run_mesh({"certs", "show", dir});
  CHECK(shown.code == 0);
  CHECK(has(shown.out, "ends soon"));
  CHECK(issue("n1", {"--days", "30", "--renew"}).code == 0);
  CHECK_FALSE(has(run_mesh({"certs", "show", dir}).out, "ends soon"));
}

TEST_CASE_METHOD(certs, "X2 mistakes with certificates are told with their remedy",
                 "[process]") {
  SECTION("no authority yet") {
    auto refused = issue("n1");
    CHECK(refused.code == 1);
    CHECK(has(refused.err, "unknown_target: " + dir + "/ca.crt is not there"));
    CHECK(has(refused.err, "mesh certs init"));
    CHECK(run_mesh({"certs", "show", dir}).code == 1);
  }
  run_mesh({"certs", "init", dir});
  SECTION("twice") {
    REQUIRE(issue("n1").code == 0);
    CHECK(has(run_mesh({"certs", "init", dir}).err, "already_exists: " + dir + "/ca.crt"));
    auto again = issue("n1");
    CHECK(again.code == 1);
    CHECK(has(again.err, "--renew replaces it"));
    CHECK(again.out.empty());
  }
  SECTION("bad words") {
    for (const auto* name : {"../n1", "ca", "N1", ""}) {
      auto refused = issue(name);
      CHECK(refused.code == 2);
      CHECK(has(refused.err, "error: "));
    }
    CHECK(issue("n1", {"--role", "king"}).code == 2);
    CHECK(issue("n1", {"--days", "0"}).code == 2);
    CHECK(issue("n1", {"--days", "soon"}).code == 2);
    CHECK(issue("n1", {"--host", "not a host"}).code == 2);
    auto longer = issue("n1", {"--days", "36500"});
    CHECK(longer.code == 2);
    CHECK(has(longer.err, "it would outlive the authority"));
    CHECK(run_mesh({"certs"}).code == 2);
    CHECK(run_mesh({"certs", "init", ""}).code == 2);
  }
  SECTION("a key that others can read") {
    std::filesystem::permissions(dir + "/ca.key", std::filesystem::perms(0644));
    auto refused = issue("n1");
    CHECK(refused.code == 1);
    CHECK(has(refused.err, "key_exposed: "));
    CHECK(has(refused.err, "chmod 600"));
    CHECK(run_mesh({"certs", "show", dir}).code == 1);
  }
  SECTION("a damaged file") {
    set_content(dir + "/ca.crt", "dear diary");
    auto refused = issue("n1");
    CHECK(refused.code == 1);
    CHECK(has(refused.err, "certificate_invalid: " + dir + "/ca.crt is not a certificate"));
    auto shown = run_mesh({"certs", "show", dir});
    CHECK(shown.code == 1);
    CHECK(has(shown.out, "bad"));
  }
  SECTION("no right to write") {
    std::filesystem::permissions(dir, std::filesystem::perms(0555));
    auto code = run_without_rights([&] {
      become_mesh({"certs", "init", dir + "/below"});
      return 99;
    });
    CHECK(code == 1);
  }
}
