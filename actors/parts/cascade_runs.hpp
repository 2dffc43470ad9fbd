#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "actors/parts/run_context.hpp"

namespace mesh {

/// Cascades (C1-C3): several scatters in a row, one for each phase of the plan.
///
/// Each cascade is answered exactly once. All phases are checked before the first one
/// is sent; a phase begins only after the one before it has ended, and none after one
/// that had to pass and did not. A run lives in the continuation of its phase.
class cascade_runs {
public:
  using cascaded = std::function<void(cascade_result)>;
  /// Hears of each cascade that ran all its phases.
  using completed = std::function<void(const cascade_result&)>;

  cascade_runs(run_context context, completed heard);
  void start(const cascade_request& request, cascaded done);

private:
  struct run;
  [[nodiscard]] error check(const run& of) const;
  [[nodiscard]] static scatter_request request_of(const run& of, const cascade_phase& phase);
  [[nodiscard]] bool has_anybody(agent_class cls) const;
  void next(const std::shared_ptr<run>& of);
  void add_phase(cascade_result& to, const cascade_phase& phase,
                 const scatter_result& part) const;
  void add_answers(cascade_result& to, const scatter_result& part) const;
  void count_unsent(cascade_result& to, const scatter_result& sectors) const;
  void end(run& of, bool complete) const;

  run_context context_;
  completed heard_;
};

} // namespace mesh
