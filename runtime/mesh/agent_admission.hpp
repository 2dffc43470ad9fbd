#pragma once
#include <cstdint>
#include <functional>
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

/// Decides who may come in. Any thread.
class agent_admission {
public:
  virtual ~agent_admission() = default;
  /// `then` is called once, on any thread, at once or later.
  virtual void ask(admission_question question, std::function<void(admission_answer)> then) = 0;
};

/// An order to the ports of all hosts.
struct port_order {
  std::string agent;
  std::string code;   // turned out for this; empty: it is to make a new key
  std::string detail; // why
  std::string remedy;
  bool operator==(const port_order&) const = default;
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

/// The enrolments of a mesh, as its hosts use them. Any thread.
class enrolments : public agent_admission {
public:
  virtual void heard(const std::string& host, const agents_at_port& news) = 0;
};

/// The port of a host, as its link to the orchestrator's host uses it. Any thread.
class agents_port {
public:
  virtual ~agents_port() = default;
  /// Where agents come, wss://HOST:PORT/v1/agent.
  [[nodiscard]] virtual std::string url() const = 0;
  virtual void answered(std::uint64_t question, admission_answer how) = 0;
  virtual void ordered(const port_order& what) = 0;
  /// The orchestrator's host has taken this one in: it may have missed orders before.
  virtual void joined() = 0;
  /// A part of the mesh is not on this host any more.
  virtual void moved_away(const scope& part) = 0;
};

} // namespace mesh
