#pragma once
#include <string>

/// A host's role in a mesh of several.
namespace mesh {

struct node_config {
  std::string listen;                             // orchestrator: address:port for nodes
  std::string orchestrator;                       // sectors: host:port of the orchestrator
  std::string orchestrator_name = "orchestrator"; // in its certificate
  std::string certificates;                       // the folder
  std::string name;                               // in this node's certificate
  double capacity = 1;                            // relative to the other hosts
  double redial_ms = 500;
  double report_period_ms = 500; // a replica is never more than 1 s behind (Z4)
  bool operator==(const node_config&) const = default;
};

} // namespace mesh
