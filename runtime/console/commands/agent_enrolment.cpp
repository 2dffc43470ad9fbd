// Agents from outside (X1): agent list, show, rotate, suspend, resume, revoke.
#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/table.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/command_profile.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/agents_outside.hpp"
#include "runtime/console/shared/columns.hpp"
#include "runtime/console/shared/dry_run.hpp"

namespace mesh::console {

namespace {

using namespace build;

struct agent_list_command {
  int limit = 20; // 0: all
};
struct agent_show_command {
  std::string name;
};
template <enrolment_act Act>
struct agent_act_command {
  std::string name;
};

void run_agent_list(const agent_list_command& c, command_context& at, outcome& o) {
  const auto* door = door_of(at, o);
  if (door == nullptr)
    return;
  const auto all = door->enrolled();
  auto rows = json::array();
  for (const auto& one : all) {
    if (c.limit > 0 && rows.size() == static_cast<std::size_t>(c.limit))
      break;
    rows.push_back(enrolled_json(one));
  }
  o.data["shown"] = rows.size();
  o.data["of"] = all.size();
  o.data["rows"] = std::move(rows);
}

/// The end of its newest key.
std::string key_end(const json& row) {
  constexpr std::size_t day = 10, minute = 16;
  const auto& keys = list_in(row, "keys");
  auto until = keys.empty() ? "-" : text_or(keys.front(), "until", "-");
  if (until.size() > minute)
    until = until.substr(0, day) + " " + until.substr(day + 1, minute - day - 1);
  return until;
}

std::string draw_agent_list(const json& result, const render_style& style) {
  text_table table({{"agent"}, {"id"}, {"class"}, {"state"}, {"key_until"}, {"link"}});
  for (const auto& row : list_in(result, "rows"))
    table.add({text_or(row, "name", "-"), text_or(row, "id", "-"), text_or(row, "class", "-"),
               text_or(row, "state", "-"), key_end(row), text_or(row, "address", "-")});
  if (table.empty())
    return "no agents are enrolled\n";
  return table.str(style) + "  "
         + count_of(number_in(result, "shown").value_or(0), number_in(result, "of").value_or(0),
                    "agent")
         + "\n";
}

void run_agent_show(const agent_show_command& c, command_context& at, outcome& o) {
  if (const auto* door = door_of(at, o))
    write_enrolled(*door, c.name, o);
}

template <enrolment_act Act>
void run_agent_act(const agent_act_command<Act>& c, command_context& at, outcome& o) {
  auto* door = door_of(at, o);
  if (door == nullptr)
    return;
  if (auto done = door->change(c.name, Act); !done)
    return fail(o, done.error());
  write_enrolled(*door, c.name, o);
}

template <enrolment_act Act>
void would_agent_act(const agent_act_command<Act>& c, command_context& at, outcome& o) {
  constexpr std::array<std::string_view, 4> acts{"rotate the key of ", "revoke ", "suspend ",
                                                 "resume "};
  const auto* door = door_of(at, o);
  if (door == nullptr)
    return;
  const auto known = door->find(c.name);
  if (!known)
    return fail(o, known.error());
  would_do(o, std::string(acts.at(static_cast<std::size_t>(Act))) + c.name + ", which is "
                  + std::string(to_string(known->state)));
}

template <enrolment_act Act>
command_spec act_spec(std::string_view name, std::string_view summary, std::string_view details,
                      std::string_view example) {
  using args = agent_act_command<Act>;
  return {
      .name = name,
      .group = "outside",
      .summary = summary,
      .details = details,
      .example = example,
      .start = args{},
      .positionals = {{"NAME", arity::one, value_kind::other, assign<&args::name, read_text>}},
      .profile = profile_as<protecting_part<args>>,
      .run = run_as<run_agent_act<Act>>,
      .draw = draw_enrolled,
      .would = run_as<would_agent_act<Act>>};
}

} // namespace

command_spec commands::agent_list() {
  return {.name = "agent list",
          .group = "outside",
          .summary = "the agents from outside that are enrolled",
          .details = "By name, with the end of the newest key, and the link over which each "
                     "is here.",
          .example = "agent list --limit all",
          .start = agent_list_command{},
          .options = {limit_option<agent_list_command>()},
          .columns = columns::enrolled_agents(),
          .run = run_as<run_agent_list>,
          .draw = draw_agent_list};
}

command_spec commands::agent_show() {
  using args = agent_show_command;
  return {
      .name = "agent show",
      .group = "outside",
      .summary = "one enrolled agent, its keys and its history",
      .details = "`agent ID` shows an agent as the registry sees it, wherever it lives.",
      .example = "agent show store-1",
      .start = args{},
      .positionals = {{"NAME", arity::one, value_kind::other, assign<&args::name, read_text>}},
      .run = run_as<run_agent_show>,
      .draw = draw_enrolled};
}

command_spec commands::agent_rotate() {
  return act_spec<enrolment_act::rotate>(
      "agent rotate", "ask an enrolled agent to make a new key",
      "At once when it is here, else when it comes. Its old key is good for "
      "gateway.key_overlap_hours more. Against a stolen key this does not help: revoke "
      "the agent, and enroll it by another name.",
      "agent rotate store-1");
}

command_spec commands::agent_suspend() {
  return act_spec<enrolment_act::suspend>(
      "agent suspend", "keep an enrolled agent out until it is resumed",
      "Its link loses it at once; its work goes to others.", "agent suspend store-1");
}

command_spec commands::agent_resume() {
  return act_spec<enrolment_act::resume>("agent resume", "let a suspended agent in again",
                                         "It comes with the key that it has.",
                                         "agent resume store-1");
}

command_spec commands::agent_revoke() {
  return act_spec<enrolment_act::revoke>(
      "agent revoke", "keep an enrolled agent out for ever",
      "Its link loses it at once, and what it still says is void. Its name is never used "
      "again.",
      "agent revoke store-1");
}

} // namespace mesh::console
