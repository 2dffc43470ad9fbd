// `mesh node` as its users meet it: what it refuses, and an orchestrator with a
// host on loopback.
#include <csignal>

#include "tests/process/node_hosts.hpp"

using namespace mesh::test;

TEST_CASE_METHOD(hosts, "a node's configuration is refused with every problem of it",
                 "[process]") {
  auto none = run_mesh({"node", "--config", file("none", nlohmann::json::object())});
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
  o1.wait_for_remark("operators connect at");
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

  auto refused = ask({"events", "--class", "HOST_REFUSED", "-o", "jsonl"});
  CHECK(has(refused.out, "\"host\":\"n1\""));
  CHECK(has(refused.out, "/simulation/seed"));

  n1.signal(SIGTERM);
  auto left = n1.end();
  CHECK(left.code == 0);
  CHECK(has(left.err, "n1 leaves"));
  o1.wait_for_remark("n1 has left");
  auto status = ask({"status", "-o", "jsonl"}); // of a mesh that nobody serves any more
  CHECK(has(status.out, "\"active\":0,\"total\":40"));
  CHECK(has(status.out, "\"unserved\":4"));
  CHECK(has(status.out, "\"mode\":\"EMERGENCY\""));
  CHECK(has(status.out, "no host is up"));
  auto placed = ask({"events", "s03", "--host", "n1", "--since", "1h"});
  CHECK(has(placed.out, "SECTOR_PLACED n1 s03"));
  CHECK(has(ask({"events", "--class", "host-left"}).out, "HOST_LEFT n1"));
  CHECK(ask({"events", "--class", "NOSUCH"}).code == 2);
  o1.signal(SIGTERM);
  CHECK(o1.end().code == 0);
}
