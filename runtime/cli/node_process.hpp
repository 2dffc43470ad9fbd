#pragma once
#include <string>

namespace mesh::node {

/// The arguments of `mesh node`.
struct node_options {
  std::string config_file;
  std::string data; // the folder of what outlives the process; empty: nothing does
};

/// One host's share of a mesh over several, as its configuration says: the
/// orchestrator, sectors, or both. Until SIGTERM or SIGINT, on which it leaves
/// in order; SIGHUP makes it read its certificates and its log level anew.
/// Returns the process's exit code.
int run_node(const node_options& options);

} // namespace mesh::node
