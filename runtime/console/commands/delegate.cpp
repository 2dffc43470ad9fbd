#include "runtime/console/commands/delegate.hpp"
#include "actors/coordination/registry.hpp"
#include "actors/coordination/routing.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "messages/orchestration.hpp"
#include "runtime/base/text.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/drawing/table.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/command_profile.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/dry_run.hpp"
#include "runtime/console/shared/scatter_notes.hpp"
#include "runtime/console/shared/single_work.hpp"

namespace mesh::console {

namespace {

using namespace build;

/// An agent, a class, or `best` (whoever is best, which is also the default).
std::optional<value_problem> set_target(command& into, std::string_view text) {
  auto& given = into.as<delegate_command>();
  given.agent.reset();
  given.cls.reset();
  if (text == "best")
    return std::nullopt;
  if (auto cls = parse_class(text)) {
    given.cls = cls;
    return std::nullopt;
  }
  if (auto agent = read_agent(text)) {
    given.agent = *agent;
    return std::nullopt;
  }
  auto suggestion = read_agent(text).error().suggestion;
  if (suggestion.empty())
    suggestion = read_class(text).error().suggestion;
  return value_problem{"nothing can be delegated to \"" + std::string(text) + "\"",
                       "an agent (s07.c04.a12), a class (D_GPU) or best", suggestion};
}

void write_delegate(json& to, const delegate_result& r) {
  to["agent"] = r.agent ? json(to_string(*r.agent)) : json(nullptr);
  to["class"] = r.agent ? json(to_string(r.cls)) : json(nullptr);
  to["state"] = to_string(r.state);
  to["result"] = r.value;
  if (r.state == trinary::conflict)
    write_conflict(to, r.answer);
  write_work(to, r);
  to["took_ms"] = rounded(r.took_ms);
  to["attempts"] = json::array();
  for (const auto& a : r.attempts)
    to["attempts"].push_back({{"agent", to_string(a.agent)},
                              {"reason", name_of(a.reason)},
                              {"detail", a.detail},
                              {"work", a.fate ? json(to_string(*a.fate)) : json(nullptr)}});
  if (r.failure.code != errc::no_capable_agent)
    return;
  to["candidates"] = {{"of", r.candidates_of}, {"rows", json::array()}};
  for (const auto& c : r.candidates)
    to["candidates"]["rows"].push_back(
        {{"agent", to_string(c.agent)}, {"reason", name_of(c.reason)}, {"detail", c.detail}});
}

void run_delegate(const delegate_command& c, command_context& at, outcome& o) {
  if (c.agent && !exists(at.mesh, *c.agent, o))
    return;
  delegate_request r;
  r.what.urgency = c.urgency;
  r.what.goes_on = c.go_on;
  r.what.payload = c.task;
  if (!c.capability.empty())
    r.what.capabilities = {c.capability};
  r.agent = c.agent;
  r.cls = c.cls;
  auto mode_leaves = restrictions_now(at.mesh);
  r.healthy_sectors_only = mode_leaves.healthy_sectors_only;
  constexpr double longest_ms = 3'600'000; // that the orchestrator accepts
  r.timeout_ms =
      c.timeout_ms.value_or(std::min(longest_ms, at.mesh.cfg().coordination.delegate_timeout_ms
                                                     * mode_leaves.retry_timeout_factor));
  auto result = at.mesh.delegate(r);
  o.data["task"] = c.task;
  write_delegate(o.data, result);
  gather_summary only;
  only.answers = {result.answer};
  only.conflict = 1;
  if (result.failure.code != errc::none)
    fail(o, result.failure);
  else if (c.fail_on_conflict && result.state == trinary::conflict)
    fail_on_conflict_in(only, o);
}

std::string draw_delegate(const json& result, const render_style& style) {
  std::string out;
  if (auto agent = text_in(result, "agent")) {
    out = concat({text_or(result, "state", "0"), "  ", paint(*agent, tone::strong, style)});
    if (auto cls = text_in(result, "class"))
      out += " (" + *cls + ")";
    if (auto took = number_in(result, "took_ms"))
      out += " in " + with_ms(took);
    out += "\n";
  } else {
    out = "no agent took it\n";
  }
  out += value_line("task", result, "task", style);
  out += text_or(result, "state", "0") == "-1" ? conflict_lines(result, style)
                                               : value_line("result", result, "result", style);
  out += fate_line(result) + redelivered_line(result);
  text_table table({{"attempt", to_right}, {"agent"}, {"reason"}, {"detail"}});
  for (const auto& attempt : list_in(result, "attempts"))
    table.add({std::to_string(&attempt - &list_in(result, "attempts").front() + 1),
               text_or(attempt, "agent", "-"), text_or(attempt, "reason", "-"),
               shortened(text_or(attempt, "detail", ""), room_for(style, 48))});
  return table.empty() ? out : out + table.str(style);
}

command_profile profile_delegate(const delegate_command& c, const roster&,
                                 const coordination_config&) {
  return working(c, 1, false);
}

void would_delegate(const delegate_command& c, command_context& at, outcome& o) {
  if (c.agent && !exists(at.mesh, *c.agent, o))
    return;
  routing_request wanted;
  wanted.cls = c.cls;
  if (!c.capability.empty()) {
    const auto set = at.mesh.who().capabilities().resolve({c.capability});
    if (!set)
      return fail(o, set.error());
    wanted.capabilities = *set;
  }
  best_agents best(1, any_score);
  const auto rules = at.mesh.rules();
  at.mesh.agents().read().each_page({}, [&](const cluster_page& page) {
    for (const auto& row : page.rows)
      if (row.standing != membership::absent && (!c.agent || row.id == *c.agent))
        best.offer(row, wanted, rules);
  });
  std::vector<agent_id> whom;
  for (const auto& row : best.take())
    whom.push_back(row.id);
  if (whom.empty())
    return fail(o, {errc::no_capable_agent, "nobody can take it now", "see 'agents'"});
  would_do(o, "give the task to", whom);
}

} // namespace

command_spec commands::delegate() {
  using args = delegate_command;
  return {.name = "delegate",
          .group = "speak",
          .summary = "give one agent a task",
          .details =
              "To an agent, to the best of a class, or to the best there is. Given to another "
              "when the agent dies.",
          .example = "delegate \"summarise the log\" --to D_GPU --capability inference",
          .start = args{},
          .positionals = {text_positional<&args::task>("TASK")},
          .options = {{"to", "AGENT|CLASS|best", "which agent gets it (best)",
                       value_kind::delegate_target, set_target},
                      capability_option<&args::capability>(),
                      timeout_option<&args::timeout_ms>("how long it may take"),
                      priority_option<&args::urgency>(),
                      go_on_option<&args::go_on>(),
                      fail_on_conflict_option<&args::fail_on_conflict>(),
                      approve_option<&args::approve>()},
          .profile = profile_as<profile_delegate>,
          .run = run_as<run_delegate>,
          .draw = draw_delegate,
          .would = run_as<would_delegate>};
}

} // namespace mesh::console
