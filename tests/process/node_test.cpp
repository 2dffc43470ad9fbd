// `mesh node` as its users meet it: what it refuses, and an orchestrator with a
// host on loopback.
#include <csignal>
#include <fstream>
#include <unistd.h>

#include "tests/process/mesh_process.hpp"
#include "tests/storage/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh::test;
using nlohmann::json;

namespace {

/// A port that was free a moment ago; tests run side by side.
std::string some_port(int which) {
  constexpr int first = 20'000, range = 10'000, apart = 4;
  return std::to_string(first + (::getpid() * apart + which) % range);
}

struct hosts : data_folder {
  std::string certs = (path() / "certs").string();
  std::string nodes_port = some_port(0);
  std::string operators_port = some_port(1);

  hosts() {
    REQUIRE(run_mesh({"certs", "init", certs}).code == 0);
    issue("o1", "orchestrator");
    issue("n1", "sectors");
    issue("op", "operator");
  }
  void issue(const std::string& name, const std::string& role) const {
    REQUIRE(run_mesh(
                {"certs", "issue", name, "--role", role, "--host", "127.0.0.1", "--dir", certs})
                .code
            == 0);
  }
  /// A configuration file of four sectors, with this beside.
  [[nodiscard]] std::string file(const std::string& name, json more) const {
    json all{
        {"topology", {{"sectors", 4}, {"clusters_per_sector", 2}, {"agents_per_cluster", 5}}},
        {"runtime", {{"log_level", "info"}}}};
    all.update(more);
    auto to = (path() / (name + ".json")).string();
    std::ofstream(to) << all.dump();
    return to;
  }
  [[nodiscard]] std::string orchestrator(json more = json::object()) const {
    json mine{
        {"node",
         {{"listen", "127.0.0.1:" + nodes_port}, {"name", "o1"}, {"certificates", certs}}},
        {"control", {{"listen", "127.0.0.1:" + operators_port}}},
        {"placement", {{"expected_nodes", 1}}}};
    mine.update(more);
    return file("o1", mine);
  }
  [[nodiscard]] std::string sectors(const std::string& name, json more = json::object()) const {
    json mine{{"node",
               {{"orchestrator", "127.0.0.1:" + nodes_port},
                {"orchestrator_name", "o1"},
                {"name", name},
                {"certificates", certs}}}};
    mine.update(more);
    return file(name, mine);
  }
  [[nodiscard]] ended ask(words what) const {
    what.insert(what.end(), {"--at", "127.0.0.1:" + operators_port, "--certs", certs});
    return run_mesh(what);
  }
};

} // namespace

TEST_CASE_METHOD(hosts, "a node's configuration is refused with every problem of it",
                 "[process]") {
  auto none = run_mesh({"node", "--config", file("none", json::object())});
  CHECK(none.code == 2);
  CHECK(has(none.err, "/node: says neither listen nor orchestrator"));
  auto bad = run_mesh({"node", "--config",
                       file("bad", {{"node", {{"orchestrator", "host"}, {"name", "A b"}}}})});
  CHECK(bad.code == 2);
  CHECK(has(bad.err, "/node/orchestrator: found \"host\"; expected host and port"));
  CHECK(has(bad.err, "/node/name: found \"A b\""));
  CHECK(has(bad.err, "/node/certificates: is empty"));
  auto missing = run_mesh({"node", "--config", (path() / "no.json").string()});
  CHECK(missing.code == 2);
  CHECK(has(missing.err, "no.json"));
}

TEST_CASE_METHOD(hosts, "X2 a node without its certificate says which file is missing",
                 "[process]") {
  auto r = run_mesh({"node", "--config", sectors("n7")});
  CHECK(r.code == 1);
  CHECK(has(r.err, "n7.crt"));
}

TEST_CASE_METHOD(hosts, "T1 a host joins the orchestrator, and an operator reaches its agents",
                 "[process]") {
  mesh_process o1({"node", "--config", orchestrator(), "--data", (path() / "data").string()});
  o1.wait_for_remark("operators come in at");
  mesh_process n1({"node", "--config", sectors("n1")});
  o1.wait_for_remark("s03 goes to n1");
  auto run = ask({"gather", "-o", "jsonl"});
  for (int i = 0; run.code != 0 && i < 100; ++i) // until all of them have come up
    run = ask({"gather", "-o", "jsonl"});
  CHECK(run.code == 0);
  CHECK(has(run.out, "\"targets\":40"));
  auto nodes = ask({"nodes", "-o", "jsonl"});
  CHECK(has(nodes.out, "\"name\":\"n1\",\"state\":\"up\""));
  CHECK(has(nodes.out, "\"sectors\":4"));
  CHECK(ask({"node", "drain", "n9"}).code != 0);

  // Of the same name, of another configuration, with somebody else's certificate.
  auto other = run_mesh({"node", "--config", sectors("n1", {{"simulation", {{"seed", 8}}}})});
  CHECK(other.code == 2);
  CHECK(has(other.err, "/simulation/seed is 8 there and 1 here"));

  n1.signal(SIGTERM);
  auto left = n1.end();
  CHECK(left.code == 0);
  CHECK(has(left.err, "n1 leaves"));
  o1.wait_for_remark("n1 has left");
  o1.signal(SIGTERM);
  CHECK(o1.end().code == 0);
}
