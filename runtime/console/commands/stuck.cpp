// Agents whose work takes longer than is usual, and the causes of one agent's state (N1).
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "actors/coordination/registry.hpp"
#include "runtime/base/text.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/table.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/running/row_picker.hpp"
#include "runtime/console/shared/agent_causes.hpp"
#include "runtime/console/shared/agents.hpp"

namespace mesh::console {

namespace {

using namespace build;

struct stuck_command {
  scope where;
  int limit = 20; // 0: all
};
struct why_command {
  agent_id id;
};

json stuck_row(const agent_facts& facts) {
  json row;
  row["agent"] = to_string(facts.row.id);
  row["class"] = to_string(facts.row.cls);
  row["message"] = to_string(facts.row.holds.what);
  write_task(row, facts);
  constexpr double second_ms = 1'000;
  row["since_s"] = rounded(facts.in_hand_ms / second_ms);
  row["usual_ms"] = rounded(facts.row.holds.usual_ms);
  const auto causes = causes_of(facts);
  row["cause"] = causes.empty() ? json(nullptr) : json(causes.front().text);
  const auto fitter = fitter_class(facts);
  row["fitter_class"] = fitter ? json(to_string(*fitter)) : json(nullptr);
  return row;
}

void run_stuck(const stuck_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o))
    return;
  fact_finder facts(at);
  row_picker rows(*at.how, static_cast<std::size_t>(c.limit));
  for (const auto& row : overdue_agents(at, {c.where}))
    if (rows.wants_more())
      rows.add(stuck_row(facts.of(row)));
    else
      rows.count_only();
  o.data["where"] = to_string(c.where);
  rows.write(o.data);
  o.rows_picked = true;
  o.data["not_known"] = not_known(at, c.where);
}

std::string remarks(const json& result, const render_style& style) {
  std::string out;
  for (const auto& line : texts_in(result, "not_known"))
    out += "  " + paint("not known: " + line, tone::quiet, style) + "\n";
  return out;
}

std::string draw_stuck(const json& result, const render_style& style) {
  text_table table({{"agent"}, {"class"}, {"since_s", to_right}, {"task"}, {"waits_for"}});
  std::string causes;
  for (const auto& row : list_in(result, "rows")) {
    table.add({text_or(row, "agent", "-"), text_or(row, "class", "-"),
               number_text(number_in(row, "since_s"), 1),
               shortened(text_or(row, "task", "not known"), 30),
               text_or(row, "waits_for", "-")});
    if (const auto cause = text_in(row, "cause"))
      causes += concat({"  ", text_or(row, "agent", "-"), ": ", *cause, "\n"});
  }
  const auto where = text_or(result, "where", "all");
  if (table.empty())
    return "no agent in " + where + " has work that takes longer than is usual\n"
           + remarks(result, style);
  return table.str(style) + shown_of(result, "agents", "--limit all") + causes
         + remarks(result, style);
}

void run_why(const why_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.id, o))
    return;
  const auto reader = at.mesh.agents().read();
  const auto* row = reader.find(c.id);
  if (row == nullptr)
    return fail(o, {errc::unknown_target, to_string(c.id) + " has not reported yet"});
  const auto facts = fact_finder(at).of(*row);
  o.data.update(row_json(*row, at.mesh.now()));
  write_task(o.data, facts);
  o.data["causes"] = causes_json(causes_of(facts));
  o.data["not_known"] = not_known(at, c.id);
}

std::string draw_why(const json& result, const render_style& style) {
  auto out = concat({paint(text_or(result, "id", "-"), tone::strong, style), "  ",
                     text_or(result, "class", "-"), "  ", text_or(result, "state", "-"), "\n"});
  for (const auto& one : list_in(result, "causes"))
    out += labelled(text_or(one, "name", "-"), text_or(one, "text", "-"));
  if (list_in(result, "causes").empty())
    out += "  nothing unusual is known of it\n";
  return out + remarks(result, style);
}

} // namespace

command_spec commands::stuck() {
  using args = stuck_command;
  return {
      .name = "stuck",
      .group = "look",
      .summary = "agents whose work takes too long",
      .details =
          "The oldest work first: the task, what it waits for, since when, and the likeliest "
          "cause. Work is too old when it takes much longer than is usual for the agent.",
      .example = "stuck s07",
      .start = args{},
      .positionals = {scope_positional<&args::where>(arity::optional)},
      .options = {limit_option<args>()},
      .columns = {{"agent"},
                  {"class"},
                  {"message"},
                  {"task"},
                  {"needs", column_kind::texts},
                  {"waits_for"},
                  {"since_s", column_kind::seconds},
                  {"usual_ms", column_kind::ms},
                  {"cause"},
                  {"fitter_class"}},
      .run = run_as<run_stuck>,
      .draw = draw_stuck};
}

command_spec commands::why() {
  using args = why_command;
  return {
      .name = "why",
      .group = "look",
      .summary = "the causes of one agent's state",
      .details = "From what the mesh knows, the likeliest first: its state, its class against "
                 "what its task needs, its work, queue and link, context and breakers, and "
                 "whether its neighbours are alike.",
      .example = "why s07.c04.a12",
      .start = args{},
      .positionals = {{"AGENT", arity::one, value_kind::agent, assign<&args::id, read_agent>}},
      .run = run_as<run_why>,
      .draw = draw_why};
}

} // namespace mesh::console
