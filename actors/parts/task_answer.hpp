#pragma once
#include <string>

#include "messages/orchestration.hpp"

/// The outcome of a gather to one agent, and what a caller is told of work that brought
/// no result (M3).
namespace mesh {

/// The only answer of a gather to one agent; null when there is none.
inline const answer_group* only_answer(const gather_summary& s) {
  return s.answers.empty() ? nullptr : &s.answers.front();
}

/// The outcome of the work. `s` has an exception and no answer: one target, one
/// exception.
work_fate fate_of(const gather_summary& s);

/// Of work whose caller stopped waiting. `until` says when: "in 500 ms".
error no_result(agent_id agent, const exception_group& why, work_fate fate,
                const std::string& until);

/// "in 500 ms".
std::string within(double timeout_ms);

} // namespace mesh
