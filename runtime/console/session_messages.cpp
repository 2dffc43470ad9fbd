// Speaking to agents, and having them ready at the same moment.
#include <algorithm>

#include "runtime/console/results.hpp"
#include "runtime/console/session.hpp"

namespace mesh::console {

using json = nlohmann::ordered_json;

namespace {

/// Who was missing, for the line that a script prints when it goes on.
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

/// K1: what is wrong with answers of -1 for a script that asked to fail on them.
error conflict_error(const gather_summary& s) {
  const auto& first = *std::ranges::find(s.answers, trinary::conflict, &answer_group::state);
  auto who = first.agents.empty() ? std::string("somebody") : to_string(first.agents.front());
  auto others = s.conflict > 1 ? ", and " + std::to_string(s.conflict - 1) + " more" : "";
  return {
      errc::conflict,
      who + " answered -1: expected " + first.expected + ", received " + first.value + others,
      first.conflicts.empty() ? "see 'conflicts'"
                              : "see 'conflict " + to_string(first.conflicts.front()) + "'"};
}

bool has_conflict(const gather_summary& s) {
  return std::ranges::find(s.answers, trinary::conflict, &answer_group::state)
         != s.answers.end();
}

} // namespace

/// Keeps what later commands refer to, and shows the other way beside this one.
void session::scattered(const scatter_result& result, exit_code code, const std::string& kind,
                        outcome& o) {
  o.code = code;
  const bool counted = result.summary.targets > 0; // then each target is named, with why
  if (result.failure.code != errc::none) {
    if (!counted)
      o.data = {{"command", o.data["command"]}, {"exit_code", 0}};
    else
      last_.any = result;
    return fail(o, result.failure);
  }
  o.missing = missing_line(result);
  last_.any = result;
  (result.scheduled ? last_.scheduled : last_.unscheduled) = result;
  auto way = [&](bool scheduled) {
    return kind + (scheduled ? " scheduled" : " unscheduled");
  };
  arrivals_[way(result.scheduled)] = o.data["arrivals"];
  auto other = arrivals_.find(way(!result.scheduled));
  if (other != arrivals_.end())
    o.data["other"] = {{"scheduled", !result.scheduled}, {"arrivals", other->second}};
}

void session::run(const broadcast_command& c, outcome& o) {
  if (!exists(c.where, o))
    return;
  scatter_request r;
  r.what.how = strategy::broadcast;
  r.what.what = c.acknowledge ? verb::act : verb::record; // record: the inbox confirms
  r.what.urgency = c.urgency;
  r.what.goes_on = c.go_on;
  r.what.payload = c.text;
  r.where = c.where;
  r.window_ms = c.timeout_ms.value_or(mesh_.cfg().coordination.gather_timeout_ms);
  r.horizon_ms = 0;
  r.scheduled = false;
  auto result = mesh_.scatter(r);
  o.data["text"] = c.text;
  o.data["received"] = c.acknowledge ? result.summary.sent : result.summary.ready;
  o.data["acknowledged"] = c.acknowledge ? json(result.summary.ready) : json(nullptr);
  write_scatter(o.data, result);
  o.data.erase("arrivals"); // nothing was aimed at a moment
  o.code = code_of(result);
  if (result.failure.code != errc::none)
    return scattered(result, o.code, "", o);
  o.missing = missing_line(result);
  last_.any = result;
  if (c.fail_on_conflict && has_conflict(result.summary))
    fail(o, conflict_error(result.summary));
}

void session::run(const ask_command& c, outcome& o) {
  if (!exists(c.where, o))
    return;
  scatter_request r;
  r.what.what = verb::observe;
  r.what.urgency = c.urgency;
  r.what.goes_on = c.go_on;
  r.what.payload = c.question;
  if (!c.capability.empty())
    r.what.capabilities = {c.capability};
  r.where = c.where;
  r.cls = c.cls;
  r.sample = c.sample.value_or(mesh_.cfg().coordination.ask_sample);
  r.healthy_sectors_only = restrictions().healthy_sectors_only;
  r.window_ms = c.timeout_ms.value_or(mesh_.cfg().coordination.ask_timeout_ms);
  r.redundant = c.redundant;
  r.minimum = 0; // a conflict answers the question, too
  r.horizon_ms = 0;
  r.scheduled = false;
  auto result = mesh_.scatter(r);
  o.data["question"] = c.question;
  o.data["sample"] = result.summary.targets;
  o.data["rogues"] = json::array();
  for (auto agent : result.rogues)
    o.data["rogues"].push_back(to_string(agent));
  write_scatter(o.data, result);
  o.data.erase("arrivals");
  auto nobody = result.summary.ready + result.summary.conflict == 0;
  o.code = nobody ? worse(code_of(result), exit_code::quorum_missed) : code_of(result);
  if (result.failure.code != errc::none)
    return scattered(result, o.code, "", o);
  o.missing = missing_line(result);
  last_.any = result;
  if (c.fail_on_conflict && has_conflict(result.summary))
    fail(o, conflict_error(result.summary));
}

void session::run(const delegate_command& c, outcome& o) {
  if (c.agent && !exists(*c.agent, o))
    return;
  delegate_request r;
  r.what.urgency = c.urgency;
  r.what.goes_on = c.go_on;
  r.what.payload = c.task;
  if (!c.capability.empty())
    r.what.capabilities = {c.capability};
  r.agent = c.agent;
  r.cls = c.cls;
  auto mode_leaves = restrictions();
  r.healthy_sectors_only = mode_leaves.healthy_sectors_only;
  constexpr double longest_ms = 3'600'000; // that the orchestrator accepts
  r.timeout_ms =
      c.timeout_ms.value_or(std::min(longest_ms, mesh_.cfg().coordination.delegate_timeout_ms
                                                     * mode_leaves.retry_timeout_factor));
  auto result = mesh_.delegate(r);
  o.data["task"] = c.task;
  write_delegate(o.data, result);
  gather_summary only;
  only.answers = {result.answer};
  only.conflict = 1;
  if (result.failure.code != errc::none)
    fail(o, result.failure);
  else if (c.fail_on_conflict && result.state == trinary::conflict)
    fail(o, conflict_error(only));
}

void session::run(const gather_command& c, outcome& o) {
  if (!exists(c.where, o))
    return;
  scatter_request r;
  r.what.urgency = c.urgency;
  r.what.goes_on = c.go_on;
  r.what.payload = c.payload;
  r.what.payload_weight = c.payload_weight;
  if (!c.capability.empty())
    r.what.capabilities = {c.capability};
  r.where = c.where;
  r.cls = c.cls;
  r.window_ms = c.window_ms;
  r.minimum = c.minimum;
  r.horizon_ms = c.horizon_ms;
  r.scheduled = !c.unscheduled;
  auto result = mesh_.scatter(r);
  write_scatter(o.data, result);
  scattered(result, code_of(result), "gather " + to_string(c.where), o);
  if (c.fail_on_conflict && has_conflict(result.summary))
    fail(o, conflict_error(result.summary));
}

void session::run(const cascade_command& c, outcome& o) {
  cascade_request r;
  r.kind = c.kind;
  r.what.urgency = c.urgency;
  r.what.goes_on = c.go_on;
  r.what.payload = c.payload;
  r.what.payload_weight = c.payload_weight;
  r.window_ms = c.window_ms;
  r.horizon_ms = c.horizon_ms;
  r.scheduled = !c.unscheduled;
  auto result = mesh_.cascade(r);
  write_cascade(o.data, result);
  scattered(result.total, code_of(result), "cascade " + std::string(to_string(result.kind)), o);
  if (c.fail_on_conflict && has_conflict(result.total.summary))
    fail(o, conflict_error(result.total.summary));
}

void session::run(const pipeline_command& c, outcome& o) {
  for (auto agent : c.agents) // all of them, before the first one does its part
    if (!exists(agent, o))
      return;
  pipeline_request r;
  r.what.urgency = c.urgency;
  r.what.goes_on = c.go_on;
  r.what.payload = c.payload;
  r.agents = c.agents;
  r.timeout_ms = c.timeout_ms;
  auto result = mesh_.pipeline(r);
  write_pipeline(o.data, result);
  o.data["not_begun"] = json::array();
  for (std::size_t i = result.steps.size(); i < c.agents.size(); ++i)
    o.data["not_begun"].push_back(to_string(c.agents[i]));
  if (result.failure.code != errc::none)
    fail(o, result.failure);
}

} // namespace mesh::console
