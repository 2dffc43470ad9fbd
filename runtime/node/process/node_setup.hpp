#pragma once
#include <tl/expected.hpp>
#include <vector>

#include "config/config.hpp"
#include "config/problem.hpp"
#include "runtime/http/host_port.hpp"

namespace mesh::node {

/// The part of a host in a mesh, as its configuration says.
struct node_part {
  std::optional<control::host_port> listen;       // for nodes: it has the orchestrator
  std::optional<control::host_port> orchestrator; // it has sectors; the orchestrator is there
};

/// The requirements on a configuration for `mesh node`, beyond what it must for any
/// mesh; every problem at once, with its JSON pointer.
tl::expected<node_part, std::vector<config_problem>> part_of(const config& cfg);

} // namespace mesh::node
