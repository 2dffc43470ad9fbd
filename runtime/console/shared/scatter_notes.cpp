#include "runtime/console/shared/scatter_notes.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "messages/ids.hpp"
#include "messages/orchestration.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"

namespace mesh::console {

namespace {

/// K1: what is wrong with answers of -1 for a script that asked to fail on them.
error conflict_error(const gather_summary& s) {
  const auto& first = *std::ranges::find(s.answers, trinary::conflict, &answer_group::state);
  auto who = first.agents.empty() ? std::string("an agent") : to_string(first.agents.front());
  auto others = s.conflict > 1 ? ", and " + std::to_string(s.conflict - 1) + " more" : "";
  return {
      errc::conflict,
      who + " answered -1: expected " + first.expected + ", received " + first.value + others,
      first.conflicts.empty() ? "see 'conflicts'"
                              : "see 'conflict " + to_string(first.conflicts.front()) + "'"};
}

} // namespace

/// The missing agents, for the line that a script prints when it goes on.
std::string missing_line(const scatter_result& r) {
  constexpr std::size_t named = 5;
  if (r.missing() == 0)
    return {};
  std::vector<agent_id> agents;
  for (const auto& group : r.summary.exceptions)
    if (group.kind != exception_kind::conflict && group.kind != exception_kind::skipped)
      agents.insert(agents.end(), group.agents.begin(), group.agents.end());
  auto text =
      std::to_string(r.missing()) + " of " + std::to_string(r.summary.targets) + " missing:";
  for (std::size_t i = 0; i < std::min(named, agents.size()); ++i)
    text += " " + to_string(agents[i]);
  if (r.missing() > named)
    text += " and " + std::to_string(r.missing() - named) + " more";
  return text;
}

void fail_on_conflict_in(const gather_summary& s, outcome& o) {
  if (std::ranges::find(s.answers, trinary::conflict, &answer_group::state) != s.answers.end())
    fail(o, conflict_error(s));
}

void note_scatter(command_context& at, const scatter_result& result, exit_code code,
                  const std::string& kind, outcome& o) {
  o.code = code;
  const bool counted = result.summary.targets > 0; // then each target is named, with why
  if (result.failure.code != errc::none) {
    if (!counted)
      o.data = {{"command", o.data["command"]}, {"exit_code", 0}};
    else
      at.memory.last.any = result;
    return fail(o, result.failure);
  }
  o.missing = missing_line(result);
  at.memory.last.any = result;
  (result.scheduled ? at.memory.last.scheduled : at.memory.last.unscheduled) = result;
  auto way = [&](bool scheduled) {
    return kind + (scheduled ? " scheduled" : " unscheduled");
  };
  at.memory.arrivals[way(result.scheduled)] = o.data["arrivals"];
  auto other = at.memory.arrivals.find(way(!result.scheduled));
  if (other != at.memory.arrivals.end())
    o.data["other"] = {{"scheduled", !result.scheduled}, {"arrivals", other->second}};
}

void note_answers(command_context& at, const scatter_result& result, bool fail_on_conflict,
                  outcome& o) {
  // Nothing was aimed at a moment, and an inbox that confirms is no prediction of work.
  o.data.erase("arrivals");
  o.data.erase("prediction_error_ms");
  if (result.failure.code != errc::none)
    return note_scatter(at, result, o.code, "", o);
  o.missing = missing_line(result);
  at.memory.last.any = result;
  if (fail_on_conflict)
    fail_on_conflict_in(result.summary, o);
}

} // namespace mesh::console
