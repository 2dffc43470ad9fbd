#pragma once
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
  /// On the links' thread, a few times a second. `agents_changed`: others are on links than
  /// the last time, or on other links.
  virtual void tick(bool agents_changed) = 0;
};

} // namespace mesh::gateway
