#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "actors/chains/chain_plan.hpp"
#include "messages/errors.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// How far a task is.
///   waiting   it may not begin yet
///   running   agents work on it
///   assumed   done, and its checks are under way (V2)
///   checked   all checks have passed; what it builds on is not verified yet
///   verified  it counts (V8)
///   skipped   no way leads to it
///   failed    it was given up: its attempts are used up (V9)
enum class task_phase : std::uint8_t {
  waiting,
  running,
  assumed,
  checked,
  verified,
  skipped,
  failed
};
std::string_view to_string(task_phase phase);

/// Of a chain. `stuck`: nothing goes on until an operator retries it.
enum class chain_phase : std::uint8_t { waiting, running, complete, stuck, cancelled };
std::string_view to_string(chain_phase phase);
/// Complete, cancelled, or stuck until an operator does something.
bool is_over(chain_phase phase);

/// V11: what an operator does to a chain.
enum class chain_act : std::uint8_t { cancel, retry, pause, resume };

/// Names one piece of work for one agent. A flush makes a new `life`: answers for an older
/// one come too late.
struct chain_job_id {
  std::uint32_t task = 0;
  std::uint32_t life = 0;
  std::uint32_t part = 0;  // which agent's share of the task
  std::int32_t step = -1;  // the verification step; -1: the work itself
  std::uint32_t place = 0; // which of the step's agents
  std::uint32_t attempt = 0;
  auto operator<=>(const chain_job_id&) const = default;
};

/// Give a job to an agent whom chain_run::barred() does not name.
struct give_job {
  chain_job_id job;
  std::string payload;
};
/// Its result is not wanted any more.
struct withdraw_job {
  chain_job_id job;
};
/// V8: store this before anything counts on it.
struct chain_checkpoint {
  std::uint32_t task = 0;
  std::string output;
  std::string decided; // what the task's branch goes by
  std::vector<agent_id> workers;
  std::vector<agent_id> signers;
  bool operator==(const chain_checkpoint&) const = default;
};
/// V3: carry it out now. One at a time; answered by an effect_outcome.
struct commit_effect {
  std::uint32_t task = 0;
  std::uint32_t effect = 0;
  task_effect what; // its references filled in
};
/// An effect is about to be carried out: stored before that.
struct effect_intent {
  std::uint32_t task = 0;
  std::uint32_t effect = 0;
};
struct effect_outcome {
  std::uint32_t task = 0;
  std::uint32_t effect = 0;
  error failure; // none: it is there
};
/// The chain has ended, or cannot go on.
struct chain_ended {};

using chain_action =
    std::variant<give_job, withdraw_job, chain_checkpoint, commit_effect, chain_ended>;
using chain_actions = std::vector<chain_action>;

/// One agent's check of one part.
struct check_progress {
  std::optional<agent_id> agent;
  bool open = true;
  bool signed_off = false;
  bool refuted = false;
  std::string answer; // or why it was refuted
  std::uint32_t attempt = 0;
  std::set<agent_id> tried; // that gave no answer
};
/// One agent's share of a task.
struct part_progress {
  std::uint32_t aspect = 0;
  std::optional<agent_id> agent;
  bool open = true;
  bool done = false;
  std::string output;
  std::uint32_t attempt = 0;
  std::set<agent_id> tried;
  std::vector<std::vector<check_progress>> steps;
};
struct task_progress {
  task_phase phase = task_phase::waiting;
  std::uint32_t life = 0;
  int attempts = 0; // refuted or failed so far
  bool firmly_skipped = false;
  std::vector<part_progress> parts;
  std::string output;                 // once assumed
  std::optional<std::string> decided; // what its branch goes by: predicted, or verified
  std::set<agent_id> worked;          // in all lives
  std::set<agent_id> refuted;         // whose work was refuted
  error failure;                      // why it failed
};

/// V11: what a flush was for, and what it cost.
struct flush_record {
  std::uint32_t task = 0; // that was refuted, or whose branch went another way
  std::string why;
  std::uint32_t flushed = 0; // tasks that were abandoned
};

struct chain_counts {
  std::uint64_t begun = 0; // tasks, also those that were flushed later
  std::uint64_t ahead = 0; // of them before all they built on was verified
  std::uint64_t verified = 0;
  std::uint64_t refuted = 0;
  std::uint64_t flushed = 0; // tasks abandoned because of another one
  std::uint64_t predicted = 0;
  std::uint64_t mispredicted = 0;
};

} // namespace mesh
