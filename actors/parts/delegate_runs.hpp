#pragma once
#include <functional>
#include <memory>

#include "actors/parts/run_context.hpp"

namespace mesh {

/// Tasks for one agent each (O4), and for another agent when that one cannot.
///
/// Each task is answered exactly once. Another agent is asked only while it is known
/// that the work was not begun, or was lost with its agent; all attempts of a task
/// belong to one command. A run lives in the continuation of its attempt.
class delegate_runs {
public:
  using delegated = std::function<void(delegate_result)>;

  /// `refusal` says why nothing may be sent at all: the global breaker is open.
  delegate_runs(run_context context, std::function<error()> refusal);
  void start(const delegate_request& request, delegated done);

private:
  struct run;
  void next(const std::shared_ptr<run>& of);
  void tried(const std::shared_ptr<run>& of, agent_id agent, scatter_result part);
  void end(run& of, error why) const;

  run_context context_;
  std::function<error()> refusal_;
};

} // namespace mesh
