#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "messages/orchestration.hpp"
#include "supervisors/degradation.hpp"
#include "supervisors/event_log.hpp"

/// What was seen while a mesh lived through a plan of chaos: plain data, so
/// that each check of it (checks.hpp) can be shown to find what it looks for.
namespace mesh::testing {

/// One piece of work that an agent has begun.
struct work_run {
  enum class plan : std::uint8_t { ready, conflict, crash, never_ends };
  agent_id agent;
  std::uint64_t instance = 0; // of the agent: each replacement has its own
  message_id message;
  std::uint64_t command = 0; // it belongs to; 0: a message from another agent
  time_point begun;
  plan how = plan::ready;
  bool put_down = false; // cancelled before its end
  bool expired = false;  // begun after its time: never to happen (M3)
};

/// How a command ended, whatever it was.
struct command_outcome {
  std::uint64_t command = 0;
  std::string name;
  error failure;
  bool cancelled = false;
  std::vector<gather_summary> gathers; // scatters and cascades
  /// Answers that count: by whom, and which run of work they come from.
  struct effect {
    agent_id agent;
    std::uint64_t run = 0; // position in chaos_record::work
    trinary state = trinary::ready;
  };
  std::vector<effect> effects;
  std::vector<agent_id> conflicting; // by name
};

/// When agents may have been told to stop: for as long as the command took, and
/// with no end when some had not stopped by then, but may do so later.
struct freeze_note {
  scope where;
  time_point from;
  time_point until = time_point::max();
};

/// All agents of a scope had said that they have stopped, until they were told
/// to go on.
struct frozen_span {
  scope where;
  time_point from;
  time_point until = time_point::max();
};

/// The mesh at rest, counted.
struct counts_at_rest {
  std::size_t actors = 0;
  std::size_t timers = 0;
  std::size_t messages = 0; // that somebody still holds
  std::uint64_t queued = 0;
  bool operator==(const counts_at_rest&) const = default;
};

struct chaos_record {
  std::uint32_t agents = 0;
  breakers_config breaker_times;
  degradation_config modes;

  std::vector<work_run> work;
  std::vector<command_outcome> commands;
  std::vector<freeze_note> freezes;
  std::vector<frozen_span> frozen;
  std::vector<agent_id> damaged;                          // agents whose context was
  std::vector<agent_id> left;                             // at some time (T5)
  std::vector<std::pair<agent_id, message_id>> conflicts; // as logged
  std::uint64_t conflicts_lost = 0;                       // refused or forgotten
  std::vector<breaker_note> breakers;
  std::vector<std::pair<double, degradation_mode>> modes_seen; // and the active rate
  std::uint64_t posts_sent = 0, posts_answered = 0, posts_undeliverable = 0;

  // After a quiet time, before and after everything was healed and thawed
  std::uint32_t down_before_heal = 0;
  std::uint64_t given_up_before_heal = 0; // children and whole supervisors
  std::uint32_t down_after_heal = 0;
  std::vector<std::pair<agent_id, std::uint64_t>> instances; // of each agent, the newest
  gather_summary last; // of a gather to all, when nothing goes wrong any more
  error last_failure;
  std::uint32_t choosable = 0; // then, by who looks for agents (B3)
  counts_at_rest at_start, at_end;
  std::vector<std::size_t> messages_over_rounds;
};

} // namespace mesh::testing
