#pragma once
#include <string>

#include "messages/orchestration.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"

/// Notes that a scatter leaves for later commands, and its line for the operator.
namespace mesh::console {

/// Keeps what later commands refer to, and shows the other way beside this one.
void note_scatter(command_context& at, const scatter_result& result, exit_code code,
                  const std::string& kind, outcome& o);
/// The same of a broadcast or ask, which aim at no moment; `fail_on_conflict`: an answer of
/// -1 is a failure.
void note_answers(command_context& at, const scatter_result& result, bool fail_on_conflict,
                  outcome& o);
/// Agents that were missing, for the line that a script prints when it goes on.
std::string missing_line(const scatter_result& r);
/// K1: fails when an answer is -1.
void fail_on_conflict_in(const gather_summary& s, outcome& o);

} // namespace mesh::console
