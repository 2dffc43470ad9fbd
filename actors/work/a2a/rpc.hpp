#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "actors/work/a2a/agent_card.hpp"
#include "actors/work/http/call_attempt.hpp"
#include "actors/work/work.hpp"

/// Requests of A2A 1.0 in JSON-RPC, and what their answers mean for a job. Pure.
namespace mesh::a2a {

/// A job as a message of A2A. Its `messageId` is that of the job, the same each time that it
/// is sent. `metadata` says what A2A has no field for: verb, time left, attempt, who asks.
std::string send_message(const job& what, const endpoint& to);
std::string get_task(const std::string& task, const endpoint& at);
std::string cancel_task(const std::string& task, const endpoint& at);

/// A task that its agent has not ended: ask for it again.
struct open_task {
  std::string id;
};
/// An agent's answer, as it is for a job: its result, or that it goes on.
using outcome = std::variant<work_result, open_task>;

/// Of the answer to one of the requests. `completed` is READY with the texts of the artifacts,
/// or of the message; a part in JSON whose type is `answer_type` is an answer as functions give
/// it, which may also be a CONFLICT. `failed` and `canceled` are `work_failed`, `rejected` is
/// `call_refused`, `input-required` and `auth-required` are `call_needs_input`.
///
/// An error of JSON-RPC that says that the agent did not take the request is `call_refused`,
/// any other one `call_failed`, and so is each when the job had been `begun` before. All
/// details quote the agent; none names the URL.
outcome read_outcome(const call_attempt& answer, std::string_view job_id, bool begun);

/// True when an answer is one of JSON-RPC, whatever its status; else it is one of HTTP alone.
bool is_rpc(const call_attempt& answer);

inline constexpr std::string_view answer_type = "application/vnd.mesh.answer+json";

/// The id of the task in an answer, however it is; empty: it names none.
std::string task_in(const call_attempt& answer);

/// The wait before an open task is asked for again: half as long as it has been open, so that
/// asking costs a few requests and finds out soon; within these bounds.
duration poll_wait(duration open_for, duration least, duration most);

} // namespace mesh::a2a
