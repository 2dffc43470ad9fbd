// R2, X2: nodes that do not belong to a mesh, or not yet, as processes: what they
// and the orchestrator say, once, and that the mesh goes on.
#include <csignal>

#include "tests/process/node_hosts.hpp"

using namespace mesh::test;

namespace {

struct running_mesh : hosts {
  running_mesh() { o1.wait_for_remark("operators connect at"); }
  /// All agents of all sectors answer.
  void check_whole() const {
    auto run = ask({"gather", "-o", "jsonl"});
    for (int i = 0; run.code != 0 && i < 200; ++i) // until all of them have come up
      run = ask({"gather", "-o", "jsonl"});
    CHECK(run.code == 0);
    CHECK(has(run.out, "\"targets\":40"));
  }

  mesh_process o1{{"node", "--config", orchestrator()}};
};

} // namespace

TEST_CASE_METHOD(running_mesh,
                 "R2 of two processes with one name the second waits, and follows the first "
                 "that died",
                 "[process]") {
  const auto config = sectors("n1");
  mesh_process first({"node", "--config", config});
  o1.wait_for_remark("s03 goes to n1");
  mesh_process second({"node", "--config", config});
  second.wait_for_remark("does not let this node join yet: already_exists: a node n1 is there");
  CHECK(has(second.so_far().err, "give each node its own name"));
  o1.wait_for_remark("n1 may not join: already_exists");
  check_whole(); // the first has all it had
  CHECK_FALSE(has(o1.so_far().err, "epoch 2"));

  first.signal(SIGKILL);
  second.wait_for_remark("joined the mesh as n1");
  second.wait_for_remark("hosts s03 (epoch 2)");
  check_whole();
  second.signal(SIGTERM);
  const auto said = second.end();
  CHECK(said.code == 0);
  CHECK(times(said.err, "does not let this node join") == 1); // it asked many times
  o1.signal(SIGTERM);
  CHECK(times(o1.end().err, "may not join") == 1);
}

TEST_CASE_METHOD(running_mesh,
                 "R2 a host that cannot open its control port ends before it has joined",
                 "[process]") {
  const nlohmann::json taken{{"control", {{"listen", "127.0.0.1:" + operators_port}}}};
  const auto ended = run_mesh({"node", "--config", sectors("n1", taken)});
  CHECK(ended.code != 0);
  CHECK(has(ended.err, "io_error: cannot listen at 127.0.0.1:" + operators_port));
  CHECK(has(ended.err, "set /control/listen to a free port of this host"));
  o1.signal(SIGTERM);
  CHECK_FALSE(has(o1.end().err, "n1 has joined"));
}

TEST_CASE_METHOD(
    running_mesh,
    "R2 an orchestrator that cannot open its control port ends before a host joins",
    "[process]") {
  auto other = some_port(2);
  const auto config = orchestrator(
      {{"node", {{"listen", "127.0.0.1:" + other}, {"name", "o1"}, {"certificates", certs}}}});
  const auto ended = run_mesh({"node", "--config", config});
  CHECK(ended.code != 0);
  CHECK(has(ended.err, "cannot listen at 127.0.0.1:" + operators_port));
  CHECK_FALSE(has(ended.err, "is the orchestrator of"));
}

TEST_CASE_METHOD(hosts, "X1 a host without sectors has no port for agents from outside",
                 "[process]") {
  const nlohmann::json door{{"gateway", {{"listen", "127.0.0.1:0"}}}};
  const auto ended = run_mesh({"node", "--config", orchestrator(door)});
  CHECK(ended.code == 2);
  CHECK(has(ended.err, "/gateway/listen: is set, but this host has no sectors"));
}

TEST_CASE_METHOD(hosts, "R2 an orchestrator of several hosts without --data warns",
                 "[process]") {
  mesh_process o1{{"node", "--config", orchestrator({{"placement", {{"expected_nodes", 2}}}})}};
  o1.wait_for_remark("without --data this orchestrator forgets the placement of sectors");
  mesh_process n1({"node", "--config", sectors("n1")});
  o1.wait_for_remark("n1 has joined");
  const auto nodes = ask({"nodes"});
  CHECK(has(nodes.out, "1 of 2 hosts have joined, and no sector was ever placed"));
  CHECK(has(nodes.out, "node adopt"));
  CHECK(ask({"node", "adopt"}).code == 0);
  n1.wait_for_remark("hosts s03 (epoch 1)");
  issue("n2", "sectors");
  mesh_process n2({"node", "--config", sectors("n2")});
  o1.wait_for_remark("n2 has joined");
  CHECK(has(ask({"status", "-o", "jsonl"}).out, "this orchestrator has no --data"));
}

TEST_CASE_METHOD(running_mesh,
                 "X2 a node of another mesh is refused by its certificate, and that is logged "
                 "once",
                 "[process]") {
  mesh_process n1({"node", "--config", sectors("n1")});
  o1.wait_for_remark("s03 goes to n1");
  hosts others; // of another authority
  others.nodes_port = nodes_port;
  mesh_process stranger({"node", "--config", others.sectors("n1")});
  stranger.wait_for_remark("untrusted: its certificate was issued by another authority");
  stranger.wait_for_remark("the orchestrator is not reached, dialling again");
  check_whole();
  o1.signal(SIGTERM);
  const auto said = o1.end();
  CHECK(said.code == 0);
  CHECK(times(said.err, "link from unknown 127.0.0.1") == 1);
}

TEST_CASE_METHOD(running_mesh,
                 "X2 a node of a mesh of another configuration is told where they differ",
                 "[process]") {
  issue("n2", "sectors");
  mesh_process n1({"node", "--config", sectors("n1")});
  o1.wait_for_remark("s03 goes to n1");
  nlohmann::json other{
      {"topology", {{"sectors", 5}, {"clusters_per_sector", 2}, {"agents_per_cluster", 5}}},
      {"simulation", {{"seed", 8}}}};
  const auto refused = run_mesh({"node", "--config", sectors("n2", other)});
  CHECK(refused.code == 2);
  CHECK(has(refused.err, "its configuration differs"));
  CHECK(has(refused.err, "/topology/sectors is 5 there and 4 here"));
  CHECK(has(refused.err, "/simulation/seed is 8 there and 1 here"));
  CHECK(has(refused.err, "start all hosts of a mesh with the same"));
  o1.wait_for_remark("n2 may not join: config_invalid");
  check_whole();
}
