#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "actors/chains/chain_state.hpp"

namespace mesh {

/// A job of one of a scheduler's chains.
struct chain_job_key {
  std::uint32_t chain = 0;
  chain_job_id job;
  auto operator<=>(const chain_job_key&) const = default;
};

struct waiting_job {
  chain_job_key key;
  int urgency = 0; // higher first
  std::string payload;
  time_point until{};                        // of one without an agent: then it is given up
  std::optional<time_point> refused_since{}; // no agent has begun it, though one was asked
};

/// V7: the jobs that wait for busy agents, a queue for each. An agent takes its own of the
/// highest urgency, the oldest first. An idle one takes, by the same order, from another's:
/// of a random one in its cluster, then in its sector, then of those in the sector in which
/// most jobs wait.
///
/// Always: each job waits in one queue, once.
class job_queues {
public:
  using allowed = std::function<bool(const waiting_job&)>;

  void put(agent_id whose, waiting_job job);
  std::optional<waiting_job> next(agent_id whose);
  /// Tries at most so many victims; takes only what is allowed.
  std::optional<waiting_job> steal(agent_id thief, const allowed& may, int tries,
                                   std::uint64_t random);
  std::optional<waiting_job> remove(const chain_job_key& key);
  /// Of an agent that is not to get them any more.
  std::vector<waiting_job> take_all(agent_id whose);

  [[nodiscard]] std::size_t size() const { return owners_.size(); }
  [[nodiscard]] bool empty() const { return owners_.empty(); }
  [[nodiscard]] std::size_t waiting_for(agent_id whose) const;
  [[nodiscard]] std::vector<agent_id> owners() const;

private:
  using queue = std::deque<waiting_job>;
  using queues = std::map<agent_id, queue>;
  /// A part of the queues in which a thief looks; an end is not in it.
  struct neighbourhood {
    agent_id first;
    agent_id last;
  };
  [[nodiscard]] std::optional<sector_id> fullest_sector() const;
  std::optional<waiting_job> take(const queues::iterator& from, const queue::iterator& job);
  std::optional<waiting_job> steal_within(const neighbourhood& where, const allowed& may,
                                          int& tries, std::uint64_t random);
  static queue::iterator oldest_of_the_most_urgent(queue& jobs, const allowed& may);

  queues queues_; // none empty
  std::map<chain_job_key, agent_id> owners_;
};

} // namespace mesh
