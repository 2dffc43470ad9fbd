#include "runtime/node/process/node_setup.hpp"

#include "runtime/identity/peer_name.hpp"

namespace mesh::node {

namespace {

bool has_port(const std::string& text) {
  auto colon = text.rfind(':');
  return colon != std::string::npos && text.find(']', colon) == std::string::npos;
}

} // namespace

tl::expected<node_part, std::vector<config_problem>> part_of(const config& cfg) {
  problem_list problems;
  const auto& n = cfg.node;
  node_part part;
  if (n.listen.empty() && n.orchestrator.empty())
    problems.add("/node", "says neither listen nor orchestrator",
                 "one of them: this host has the orchestrator, or sectors");
  if (!n.listen.empty()) {
    auto at = control::read_listen(n.listen);
    if (at && has_port(n.listen))
      part.listen = *at;
    else
      problems.add("/node/listen", "found \"" + n.listen + "\"",
                   "the address and port for nodes, as 10.0.0.1:7440");
  }
  if (!n.orchestrator.empty()) {
    auto at = control::read_host_port(n.orchestrator);
    if (at && has_port(n.orchestrator))
      part.orchestrator = *at;
    else
      problems.add("/node/orchestrator", "found \"" + n.orchestrator + "\"",
                   "host and port of the orchestrator, as 10.0.0.1:7440");
  }
  if (auto good = identity::check_node_name(n.name); !good)
    problems.add("/node/name", "found \"" + n.name + "\"",
                 "this node's name, as in its certificate");
  if (auto good = identity::check_node_name(n.orchestrator_name); !good)
    problems.add("/node/orchestrator_name", "found \"" + n.orchestrator_name + "\"",
                 "the name in the orchestrator's certificate");
  if (!cfg.gateway.listen.empty() && n.orchestrator.empty())
    problems.add("/gateway/listen", "is set, but this host has no sectors",
                 "leave it out: agents from outside come to the hosts that have sectors");
  if (n.certificates.empty())
    problems.add("/node/certificates", "is empty",
                 "the folder that 'mesh certs' has made, with ca.crt and this node's files");
  if (!problems.empty())
    return tl::unexpected(std::move(problems).take());
  return part;
}

} // namespace mesh::node
