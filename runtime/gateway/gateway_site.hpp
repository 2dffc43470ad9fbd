#pragma once
#include <map>
#include <string>

#include "actors/work/linked/linked_agents.hpp"
#include "messages/notice.hpp"
#include "runtime/mesh/agent_admission.hpp"

namespace mesh::gateway {

/// The process in which agents from outside come in, as their links use it. Any thread.
class gateway_site {
public:
  virtual ~gateway_site() = default;
  /// On the clock that agents' works use.
  [[nodiscard]] virtual time_point now() const = 0;
  virtual linked_agents& linked() = 0;
  virtual agent_admission& admission() = 0;
  /// For the log of events.
  virtual void note(const notice& what) = 0;
  /// On the links' thread, a few times a second. `at_port` has the agents that are on links,
  /// with the addresses of these, when that has changed since; else it is null.
  virtual void tick(const std::map<std::string, std::string>* at_port) = 0;
};

} // namespace mesh::gateway
