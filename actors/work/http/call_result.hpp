#pragma once
#include <string>

#include "actors/work/http/call_attempt.hpp"
#include "actors/work/work.hpp"

namespace mesh {

/// The result that the answer of a function tells: the fields of `Answer` in
/// messages/agent_link.proto, as ProtoJSON names them. `value`, `expected` and `received` may
/// be any JSON. Fails with `call_bad_answer`, which says what was expected and quotes what
/// came; `work_failed` where the function itself says that it failed.
work_result read_call_answer(std::string_view body, std::string_view id);

/// True when a function has taken a job (202), and will answer it by its callback.
bool is_taken(const call_attempt& last);

/// The result that is told when its job may have taken effect outside: `unknown` instead of
/// a call that failed after it was begun, so that nobody does it again (M3).
work_result told_of(work_result result, bool acts);

/// The result of a job after its last POST; errors name the URL, what was seen, and what
/// helps.
///
/// `acts`: it may take effect outside. What may have reached the function and has no answer is
/// `unknown` then, so that nobody does it again (M3). A status from 300 to 499 says that the
/// function did not take the job: `call_refused`.
work_result result_of(const call_attempt& last, const std::string& url, std::string_view id,
                      bool acts);

} // namespace mesh
