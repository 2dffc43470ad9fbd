// Gathers that are planned for a moment (G1, S1): plan list, show, wait, cancel.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/table.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/command_profile.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/columns.hpp"
#include "runtime/console/shared/dry_run.hpp"
#include "runtime/console/shared/plans.hpp"

namespace mesh::console {

namespace {

using namespace build;

struct plan_list_command {
  int limit = 20; // 0: all
};
struct plan_show_command {
  int number = 0;
};
struct plan_wait_command {
  int number = 0;
  std::optional<double> for_ms;
};
struct plan_cancel_command {
  int number = 0;
};

void run_plan_list(const plan_list_command& c, command_context& at, outcome& o) {
  auto all = at.mesh.plans();
  std::reverse(all.begin(), all.end());
  auto rows = json::array();
  for (const auto& one : all) {
    if (c.limit > 0 && rows.size() == static_cast<std::size_t>(c.limit))
      break;
    rows.push_back(plan_json(one));
  }
  o.data["shown"] = rows.size();
  o.data["of"] = all.size();
  o.data["rows"] = std::move(rows);
}

std::string draw_plan_list(const json& result, const render_style& style) {
  text_table table({{"plan"},
                    {"state"},
                    {"ready_at"},
                    {"where"},
                    {"class"},
                    {"ready", to_right},
                    {"targets", to_right},
                    {"payload"}});
  for (const auto& row : list_in(result, "rows"))
    table.add({text_or(row, "plan", "-"), text_or(row, "state", "-"), text_or(row, "at", "-"),
               text_or(row, "where", "-"), text_or(row, "class", "all"),
               number_text(number_in(row, "ready")), number_text(number_in(row, "targets")),
               text_or(row, "payload", "-")});
  if (table.empty())
    return "no gathers are planned; see 'help gather', --at\n";
  return table.str(style) + "  "
         + count_of(number_in(result, "shown").value_or(0), number_in(result, "of").value_or(0),
                    "plan")
         + "\n";
}

std::optional<planned_gather> find_plan(command_context& at, int number, outcome& o) {
  for (auto& one : at.mesh.plans())
    if (one.number == static_cast<std::uint64_t>(number))
      return std::move(one);
  fail(o, {errc::unknown_target, "there is no " + plan_name(static_cast<std::uint64_t>(number)),
           "see 'plan list'"});
  return std::nullopt;
}

void run_plan_show(const plan_show_command& c, command_context& at, outcome& o) {
  if (const auto found = find_plan(at, c.number, o))
    o.data.update(plan_json(*found));
}

/// Until it is over; a gather that did not succeed fails the command, as it would have then.
void run_plan_wait(const plan_wait_command& c, command_context& at, outcome& o) {
  constexpr double usual_patience_ms = 600'000;
  constexpr auto look_again = milliseconds(200);
  const auto until = at.mesh.now() + from_ms(c.for_ms.value_or(usual_patience_ms));
  auto found = find_plan(at, c.number, o);
  auto interrupted = false;
  while (found && !found->over() && at.mesh.now() < until && !interrupted) {
    interrupted = !at.pass(look_again);
    found = find_plan(at, c.number, o);
  }
  if (!found)
    return;
  o.data.update(plan_json(*found));
  if (interrupted)
    return fail(o, {errc::cancelled, "interrupted; the plan stands"});
  if (!found->over())
    return fail(o, {errc::timeout, found->name() + " has not ended in time; it goes on"});
  if (found->state != plan_state::ended || !found->outcome.success)
    return fail(o, {errc::work_failed,
                    found->name() + " is " + std::string(to_string(found->state))
                        + (found->outcome.why.empty() ? ", without enough that were ready"
                                                      : ": " + found->outcome.why)});
}

void run_plan_cancel(const plan_cancel_command& c, command_context& at, outcome& o) {
  const auto done = at.mesh.cancel_plan(static_cast<std::uint64_t>(c.number));
  if (!done)
    return fail(o, done.error());
  o.data.update(plan_json(*done));
}

/// `plan-3`, or `3`.
template <class Command>
std::optional<value_problem> set_number(command& into, std::string_view text) {
  if (is_plan_name(text))
    text.remove_prefix(plan_prefix.size());
  auto number = read_count(text, 1, std::numeric_limits<int>::max());
  if (!number)
    return value_problem{number.error().message, "a plan, as `plan list` shows it", {}};
  into.as<Command>().number = *number;
  return std::nullopt;
}

template <class Command>
positional_spec plan_positional() {
  return {"PLAN", arity::one, value_kind::other, set_number<Command>};
}

void would_plan_cancel(const plan_cancel_command& c, command_context& at, outcome& o) {
  const auto found = find_plan(at, c.number, o);
  if (found && found->over())
    return fail(o, {errc::already_exists, found->name() + " is over", "see 'plan list'"});
  if (found)
    would_do(o, "take back " + found->name() + " of " + to_string(found->where));
}

} // namespace

command_spec commands::plan_list() {
  return {.name = "plan list",
          .group = "coordinate",
          .summary = "the gathers that are planned for a moment",
          .details = "The newest first. `gather --at TIME` plans one.",
          .example = "plan list",
          .start = plan_list_command{},
          .options = {limit_option<plan_list_command>()},
          .also = {"get plans", "plan ls"},
          .columns = columns::plans(),
          .run = run_as<run_plan_list>,
          .draw = draw_plan_list};
}

command_spec commands::plan_show() {
  return {.name = "plan show",
          .group = "coordinate",
          .summary = "one planned gather, and what came of it",
          .details = "With its counts and the most frequent answers when it has ended.",
          .example = "plan show plan-3",
          .start = plan_show_command{},
          .positionals = {plan_positional<plan_show_command>()},
          .run = run_as<run_plan_show>,
          .draw = draw_plan};
}

command_spec commands::plan_wait() {
  using args = plan_wait_command;
  return {.name = "plan wait",
          .group = "coordinate",
          .summary = "wait until a planned gather has ended",
          .details = "Fails when it was missed or cancelled, or when too few were ready.",
          .example = "plan wait plan-3 --for 2h",
          .start = args{},
          .positionals = {plan_positional<args>()},
          .options = {{"for", "DURATION", "give up after this (10m)", value_kind::other,
                       assign<&args::for_ms, read_past>}},
          .run = run_as<run_plan_wait>,
          .draw = draw_plan,
          .effect = command_effect::frames};
}

command_spec commands::plan_cancel() {
  using args = plan_cancel_command;
  return {.name = "plan cancel",
          .group = "coordinate",
          .summary = "take back a planned gather",
          .details = "Agents that were asked and have not answered are told.",
          .example = "plan cancel plan-3",
          .start = args{},
          .positionals = {plan_positional<args>()},
          .profile = profile_as<protecting_part<args>>,
          .run = run_as<run_plan_cancel>,
          .draw = draw_plan,
          .would = run_as<would_plan_cancel>};
}

} // namespace mesh::console
