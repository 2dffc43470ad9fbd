#pragma once
#include <memory>

#include "actors/work/process/process_runner.hpp"
#include "actors/work/work.hpp"
#include "config/config.hpp"

/// # Writing a command agent
///
/// A command agent is any program that reads one JSON object from stdin and
/// writes one to stdout. It is started anew for each message:
///
///     #!/bin/sh
///     # counts the words of its payload; needs jq
///     words=$(jq -r .payload | wc -w)
///     printf '{"state": 1, "value": %d}\n' "$words"
///
/// In: `id`, `agent`, `verb`; `source`, `correlation`, `causation` (ids; zeros:
/// none) and `lamport` (a stamp later than all that led to it); `payload` (a string; bytes that
/// are not UTF-8 come as `payload_base64` instead); `payload_weight`, `queue_depth`;
/// `time_left_ms` (until the message expires, when it was handed over).
///
/// Out: `state` is 1, "+1" or "ready": done, `value` is the answer (any JSON; a
/// string is taken as it is); -1, "-1" or "conflict": the job contradicts what
/// the agent knows, `expected` and `received` say how; 0 or "0": neither yet.
/// Other keys are ignored.
///
/// Beside -1 may be said what the mesh needs to end the conflict by itself (K3):
/// `type` (DATA_CONTRADICTION when it is not there, CAPABILITY_MISMATCH ...),
/// `depth`, `affected_agents`, and what belongs to the type:
/// - DATA_CONTRADICTION: `expected_by` and `received_from`, each an object with
///   any of `agent`, `message`, `causation`, `lamport`, `agreeing`;
/// - CAPABILITY_MISMATCH: `needed_capabilities`, a list of names;
/// - TEMPORAL_PARADOX: `events`, a list of objects with `message`, `causation`,
///   `lamport`, `agent`, in the order in which they were seen;
/// - CONTEXT_DIVERGENCE: `expected_branch` and `received_branch`, lists of
///   entries, oldest first.
/// Ids are written as they come in. What is asked of the agent later, to end a
/// conflict, has the verb `sync` and the value or the context that holds as its
/// payload; `causation` is the message in which it was said otherwise.
///
/// Its environment is PATH, HOME, TMPDIR, TZ, LANG and LC_ALL of the mesh, and what
/// `env` names: a program does not see what else the mesh was started with.
///
/// The program is killed, with all it started, when its time is over, when it
/// writes too much, and when its answer is no longer wanted; what it leaves
/// running when it exits is killed too. What goes wrong has a name: see
/// process_result, and `command_bad_output` for anything else on stdout. What
/// it writes to stderr shows in the error when it exits with a status but 0.
namespace mesh {

/// An external program as an agent's work, under the limits of `config` and at
/// most for job::time_left. A job without time left is `expired` and not run;
/// a runner that is full gives `queue_full`. cancel() kills the program, and so
/// does the end of the work object.
std::unique_ptr<work> make_command_work(std::shared_ptr<process_runner> runner,
                                        command_work_config config);

} // namespace mesh
