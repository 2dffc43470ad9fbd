#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "actors/chains/chain_case.hpp"
#include "actors/chains/chain_errand.hpp"
#include "actors/chains/crew_choice.hpp"
#include "actors/chains/job_queues.hpp"
#include "messages/orchestration.hpp"

namespace mesh {

/// Gives the jobs of one scheduler's chains to agents. An idle agent gets a job at once, a busy
/// one has it in its queue, from which idle ones take it (V7); a job that nobody can do now
/// waits for somebody, until its time is over. An agent that could not be reached has not
/// tried: the job waits for the next one just so, and no attempt at its task is used up (V9).
///
/// Always: each job that was given and not taken back is in one place: under way, in a queue,
/// or without anybody. An agent has one job of this scheduler at a time.
class chain_jobs {
public:
  struct ways {
    std::function<time_point()> now;
    std::function<chain_case&(std::uint32_t chain)> chain;
    /// The delegation of a request under this number: `answered` follows. False: nobody is
    /// there who could be asked.
    std::function<bool(delegate_request request)> ask;
    std::function<void(std::uint64_t client)> cancel;
    std::function<std::shared_ptr<const routing_rules>()> rules;
    std::function<std::optional<capability_set>(const std::vector<std::string>&)> resolve;
    /// An agent was given work on a task.
    std::function<void(std::uint32_t chain, std::uint32_t task, agent_id agent)> worked;
    /// Makes the errand of a piece of work; null: the agent does not walk by itself.
    std::function<std::shared_ptr<const chain_errand>(const chain_job_key& job)> errand;
    /// A job has ended. Without an agent: nobody could take it.
    std::function<void(const chain_job_key& job, std::optional<agent_id> agent,
                       const delegate_result& result)>
        ended;
    /// An agent is done with work that was not wanted any more.
    std::function<void(const chain_job_key& job)> ended_in_vain;
    /// Nothing waits here for an agent that is idle.
    std::function<void(agent_id idle)> idle;
    std::function<void(std::size_t jobs)> waiting;
  };

  chain_jobs(const registry& agents, crew_load& load, sector_id home, int sectors,
             const config& cfg, walk_counters& counters, std::uint64_t first_client, ways out);
  ~chain_jobs();
  chain_jobs(const chain_jobs&) = delete;
  chain_jobs& operator=(const chain_jobs&) = delete;

  void give(const chain_job_key& job, const std::string& payload);
  /// `notify`: the agent is told; otherwise it finds out by itself.
  void withdraw(const chain_job_key& job, bool notify);
  void answered(std::uint64_t client, const delegate_result& result);
  /// Jobs that found nobody: somebody may be there now, or their time is over.
  void look_again();
  /// Whether that is to be called again.
  [[nodiscard]] bool waits() const { return !unassigned_.empty() || !queues_.empty(); }
  /// An agent is idle, perhaps one of another scheduler.
  void feed(agent_id idle);

private:
  struct request {
    waiting_job what;
    agent_id agent;
  };
  [[nodiscard]] delegate_request request_of(const waiting_job& what) const;
  [[nodiscard]] std::optional<crew_wanted> wanted(const chain_job_key& job) const;
  [[nodiscard]] bool place(waiting_job what);
  void leave_unassigned(waiting_job what);
  [[nodiscard]] bool send(const waiting_job& what, agent_id agent);
  [[nodiscard]] bool may_take(agent_id agent, const waiting_job& what) const;
  [[nodiscard]] bool asks_again(const waiting_job& what, const delegate_result& result) const;
  void next_for(agent_id idle);
  void nobody_took(const waiting_job& what) const;
  void tell_waiting();

  const chains_config& cfg_;
  const permissions_config& permissions_;
  crew_load& load_;
  walk_counters& counters_;
  ways out_;
  job_queues queues_;
  crew_choice crew_;
  std::vector<waiting_job> unassigned_;
  std::map<chain_job_key, std::uint64_t> jobs_; // under way, by the request for each
  std::map<std::uint64_t, request> requests_;   // also for jobs that were withdrawn
  std::uint64_t last_client_;
  std::size_t told_waiting_ = 0;
};

} // namespace mesh
