#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "config/permissions.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// V1: one independent check of a task's output. `agents` agents look at each part of the
/// task, none of whom worked on it; the step has passed when `sign_off` of them sign off.
struct verification_step {
  std::string name;
  std::vector<std::string> needs; // capabilities of those who check
  std::optional<agent_class> cls;
  std::string verb = "observe";
  /// What they are given; `${output}` is the part's output, `${task}` that of another
  /// task. Empty: the output alone.
  std::string payload;
  /// What an answer must be to sign off, with the same references. Empty: any READY does.
  std::string expect;
  int agents = 1;
  int sign_off = 1;
  double timeout_ms = 30'000; // for each answer
  bool operator==(const verification_step&) const = default;
};

/// V1: a named part of a task, worked on by `min` to `max` agents at the same time.
struct task_aspect {
  std::string name;
  int min = 1;
  int max = 1;
  std::string payload; // empty: the task's
  bool operator==(const task_aspect&) const = default;
};

/// V3: where a branch leads when its task came to `when`.
struct branch_way {
  std::string when;
  std::string to; // a task; empty: the chain ends here
  bool operator==(const branch_way&) const = default;
};

/// V3: verification decides which way the chain goes; until then agents follow the
/// predicted one.
struct task_branch {
  std::string decided_by; // a verification step, whose answer counts; empty: the output
  std::string predict;    // the `when` of a way; empty: learned
  std::vector<branch_way> ways;
  std::optional<std::string> otherwise; // for what no way names; none: the task has failed
  bool operator==(const task_branch&) const = default;
};

/// V3: what a task does outside of the mesh, held back until the task is verified: it puts a
/// file in place or runs a command. All texts but `name` may refer to outputs.
struct task_effect {
  std::string name;
  std::string put_file;       // where a file is put in place, below the folder of effects
  std::string text;           // what is in it
  std::string from_file = {}; // instead: a file with what is in it; see file_reference
  std::vector<std::string> command = {}; // instead of a file: a program and its arguments
  double timeout_ms = 60'000;            // for the command
  std::string repeat = "never";          // safe: a command that may have run may be run again
  bool operator==(const task_effect&) const = default;
};
/// Whether doing it twice is the same as doing it once.
bool may_repeat(const task_effect& what);

struct chain_task {
  std::string name;
  std::vector<std::string> needs; // capabilities of those who work on it
  std::optional<agent_class> cls;
  std::string verb = "act";
  std::string payload; // `${task}` stands for the output of a task before it
  double weight = 0;   // S2
  std::string priority = "normal";
  double timeout_ms = 60'000;       // for each agent's work
  std::vector<task_aspect> aspects; // none: one agent does all of it
  std::vector<verification_step> verify;
  int attempts = 3;             // times that it is done, the first one included (V9)
  std::string retry = "others"; // who does it again: others, or anyone
  std::vector<task_effect> effects;
  std::vector<std::string> next;
  std::optional<task_branch> branch; // instead of `next`
  bool operator==(const chain_task&) const = default;
};

/// What those who work on a task must be able to do: what it says, and when it has effects
/// what the mesh wants for these (X4).
std::vector<std::string> needs_of(const chain_task& task,
                                  const permissions_config& permissions);

/// V1: a graph of tasks. A task begins when each way that may lead to it is decided, or
/// assumed, and at least one does lead to it.
struct chain_plan {
  std::string name;
  std::string speculate = "adaptive"; // never, bounded, adaptive
  std::string regimen = "adaptive";   // V5: how agents recheck what they left behind
  int depth = 4;                      // unverified tasks in a row that agents go on from
  std::vector<chain_task> tasks;
  bool operator==(const chain_plan&) const = default;
};

/// The place of the task of that name; npos when there is none.
std::size_t find_task(const chain_plan& plan, const std::string& name);
/// The names of the tasks it leads to, in order: of `next`, or of the ways of its branch.
std::vector<std::string> ways_out(const chain_task& task);

} // namespace mesh
