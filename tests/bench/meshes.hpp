#pragma once
#include <string>

#include "config/config.hpp"
#include "runtime/mesh/local_mesh.hpp"

namespace mesh::bench {

/// A mesh whose links and whose work cost nothing: what is left is the mesh.
config quiet_config(const topology_config& size);

/// To every agent; nobody is given up on.
inline const std::string usual_payload = "benchmark";
cascade_request to_everyone(bool scheduled, const std::string& payload = usual_payload);

/// One parallel cascade to every agent, in ms. Throws bench_failure unless
/// every agent has answered; scheduled, unless it was at least a target.
double cascade_ms(local_mesh& mesh, bool scheduled = false,
                  const std::string& payload = usual_payload);

} // namespace mesh::bench
