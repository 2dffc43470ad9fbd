#pragma once
#include <map>
#include <memory>
#include <vector>

#include "actors/chains/chain_board.hpp"
#include "actors/chains/chain_book.hpp"
#include "actors/chains/chain_experience.hpp"

namespace mesh {

/// A chain as its scheduler has it: the run, and what is measured of it (V11). Speculation
/// asks what was learned of all chains, and this chain adds to that.
class chain_case {
public:
  /// Goes on from what is kept. `learned` outlives it. `number`: of this run of the chain.
  chain_case(kept_chain what, chain_experience& learned, std::uint64_t number = 0);

  [[nodiscard]] chain_actions begin(time_point now);
  void given_to(const chain_job_id& job, agent_id agent, time_point now);
  [[nodiscard]] chain_actions answered(const chain_job_id& job, agent_id agent,
                                       const std::string& output, bool conflict,
                                       time_point now);
  [[nodiscard]] chain_actions failed(const chain_job_id& job, std::optional<agent_id> agent,
                                     error why, time_point now);
  [[nodiscard]] chain_actions carried_out(const effect_outcome& outcome, time_point now);
  [[nodiscard]] chain_actions pause(time_point now);
  [[nodiscard]] chain_actions resume(time_point now);
  [[nodiscard]] chain_actions cancel(time_point now);
  [[nodiscard]] chain_actions retry(time_point now);
  /// An agent was given something that it will not do any more.
  void withdrawn(const chain_job_id& job, time_point now);

  [[nodiscard]] const kept_chain& what() const { return what_; }
  [[nodiscard]] const chain_run& run() const { return run_; }
  [[nodiscard]] const chain_task& task_of(const chain_job_id& job) const {
    return run_.plan().tasks[job.task];
  }
  /// The next version of what the board shows.
  [[nodiscard]] std::unique_ptr<const chain_view> view(time_point now,
                                                       const chain_view* before) const;

private:
  struct timing {
    task_phase phase = task_phase::waiting;
    std::uint32_t life = 0;
    time_point began{};
    time_point assumed{};
    double work_ms = 0;         // of this life, from its begin until it was assumed
    double verification_ms = 0; // of this life
    double agents_ms = 0;       // of this life, all agents together
    double before_ms = 0;       // of lives that were refuted: waiting would not have helped
    double waited_ms = 0;       // until it would be verified, had everybody waited
  };
  [[nodiscard]] chain_actions noted(chain_actions actions, time_point now);
  void ended_job(const chain_job_id& job, time_point now);
  void note_change(std::uint32_t task, std::size_t flushes_before, time_point now);

  kept_chain what_;
  std::uint64_t number_;
  chain_experience& learned_;
  chain_run run_;
  std::vector<timing> times_;
  std::map<chain_job_id, time_point> given_;
  std::size_t flushes_seen_ = 0;
  double worked_ms_ = 0;
  double wasted_ms_ = 0;
  time_point ended_{};
};

} // namespace mesh
