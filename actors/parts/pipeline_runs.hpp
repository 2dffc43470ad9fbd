#pragma once
#include <functional>
#include <memory>

#include "actors/parts/run_context.hpp"

namespace mesh {

/// Pipelines (M4): through the agents in order, each given the result of the one before.
///
/// Each pipeline is answered exactly once, with one step for each agent that was asked.
/// A step begins only after the one before it was READY. A run lives in the continuation
/// of its step.
class pipeline_runs {
public:
  using piped = std::function<void(pipeline_result)>;

  explicit pipeline_runs(run_context context);
  void start(const pipeline_request& request, piped done);

private:
  struct run;
  [[nodiscard]] error check(const run& of) const;
  void next(const std::shared_ptr<run>& of);
  void stepped(const std::shared_ptr<run>& of, agent_id agent, const scatter_result& part);
  void end(run& of, error why) const;

  run_context context_;
};

} // namespace mesh
