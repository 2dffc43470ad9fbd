#pragma once
#include <functional>
#include <set>
#include <string>

#include "actors/chains/chain_plan.hpp"
#include "actors/chains/chain_state.hpp"

namespace mesh {

/// One round of one task, from its begin until it is refuted, flushed or verified: the parts
/// that agents work on, and the checks of each (V1). Jobs go out as actions; what a round
/// comes to is its answer to the newest event.
class task_round {
public:
  /// What the newest event has brought.
  enum class news : std::uint8_t {
    none,
    done,    // enough parts of each aspect are done
    passed,  // everyone who worked on it may sign off: all their steps have passed
    refuted, // a step was refuted
    gave_up  // work or a check found nobody any more who could do it
  };
  using fill = std::function<std::string(const std::string& text, const std::string* output)>;

  task_round(std::uint32_t task, const chain_task& plan, task_progress& mine, fill with)
      : task_(task), plan_(plan), mine_(mine), fill_(std::move(with)) {}

  void begin(chain_actions& out);
  /// Its checks begin. `passed` at once when it has none.
  [[nodiscard]] news begin_checks(chain_actions& out);
  /// Withdraws what is under way; answers to it come too late from now on.
  void end(chain_actions& out);

  void given_to(const chain_job_id& job, agent_id agent);
  [[nodiscard]] news answered(const chain_job_id& job, agent_id agent,
                              const std::string& output, bool conflict, chain_actions& out);
  [[nodiscard]] news failed(const chain_job_id& job, std::optional<agent_id> agent, error why,
                            chain_actions& out);
  /// See chain_run::barred().
  [[nodiscard]] static std::set<agent_id>
  barred(const chain_task& plan, const task_progress& mine, const chain_job_id& job);
  /// What a branch goes by, once all steps have passed.
  [[nodiscard]] std::string decided() const;
  [[nodiscard]] std::string why_refuted() const;
  [[nodiscard]] chain_checkpoint checkpoint() const;

private:
  [[nodiscard]] chain_job_id id_of(std::size_t part, int step = -1,
                                   std::size_t check = 0) const;
  [[nodiscard]] part_progress* part_of(const chain_job_id& job);
  [[nodiscard]] check_progress* check_of(const chain_job_id& job);
  void ask_work(std::size_t part, chain_actions& out);
  void ask_check(std::size_t part, std::size_t step, std::size_t check, chain_actions& out);
  [[nodiscard]] news part_ended() const;
  [[nodiscard]] news judge(std::size_t part, std::size_t step, chain_actions& out);
  [[nodiscard]] std::string joined_output() const;

  std::uint32_t task_;
  const chain_task& plan_;
  task_progress& mine_;
  fill fill_;
};

} // namespace mesh
