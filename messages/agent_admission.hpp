#pragma once
#include <string>
#include <vector>

#include "messages/ids.hpp"

/// Agents from outside in a mesh over several hosts (X1): each is on the port of the host that
/// has its cluster, and the orchestrator's host keeps the enrolments.
namespace mesh {

/// A question about an agent, of the port that it has come to. Keys have 32 bytes; the port has
/// verified the signatures by them.
struct admission_question {
  std::string agent;
  std::string key;     // of its hello
  std::string token;   // binds the key the first time
  std::string new_key; // it wants this one instead; empty: it wants to come in
  bool operator==(const admission_question&) const = default;
};

struct admission_answer {
  // It is refused.
  std::string code; // of docs/reference/agent-link.md; empty: it is not
  std::string detail;
  std::string remedy;
  std::string url; // `elsewhere`: where it is to come

  // It may come in, or has the new key.
  agent_id place;
  bool only_rotation = false; // its key has ended: no work before it has a new one
  std::string said;           // Welcome or Rotated of messages/agent_link.proto
  bool operator==(const admission_answer&) const = default;
};

/// An order to the ports of all hosts.
struct port_order {
  std::string agent;
  std::string code;   // turned out for this; empty: it is to make a new key
  std::string detail; // why
  std::string remedy;
  bool operator==(const port_order&) const = default;
};

/// Somebody or something that a host's port has refused.
struct port_refusal {
  std::string address; // without the port; of the other end
  std::string seen;    // why, in words
  bool operator==(const port_refusal&) const = default;
};

/// Agents that have come to a host's port, or have left it.
struct agents_at_port {
  struct one {
    std::string agent;
    std::string address; // of its link; empty: it has left
    bool operator==(const one&) const = default;
  };
  bool all = false; // whoever is not named is not there
  std::vector<one> agents;
  bool operator==(const agents_at_port&) const = default;
};

} // namespace mesh
