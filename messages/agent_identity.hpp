#pragma once
#include <optional>

#include "messages/capabilities.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

struct a2a_work_config;
struct command_work_config;
struct http_work_config;
struct person_config;

/// An agent as it starts: class, capabilities, own configuration.
struct agent_identity {
  agent_id id;
  agent_class cls = agent_class::a_edge;
  capability_set capabilities;
  const command_work_config* command = nullptr; // into the configuration
  const person_config* person = nullptr;        // into the configuration (class F)
  std::optional<double> processing_ms = {};     // declared: what its work usually takes
  bool linked = false; // it lives outside, and comes over a link of its own (X1)
  const http_work_config* http = nullptr; // into the configuration
  const a2a_work_config* a2a = nullptr;   // into the configuration
};

} // namespace mesh
