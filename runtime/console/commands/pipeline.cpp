#include "runtime/console/commands/pipeline.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "messages/orchestration.hpp"
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
#include "runtime/console/shared/single_work.hpp"

namespace mesh::console {

namespace {

using namespace build;

constexpr std::size_t most_steps = 1'000;

std::optional<value_problem> check_steps(const pipeline_command& c) {
  if (c.agents.size() <= most_steps)
    return std::nullopt;
  return value_problem{"the pipeline is too long", "at most 1000 agents", {}};
}

void write_pipeline(json& to, const pipeline_result& r) {
  to["steps"] = json::array();
  for (const auto& s : r.steps) {
    json step;
    step["agent"] = to_string(s.agent);
    step["state"] = to_string(s.state);
    step["value"] = s.value;
    if (s.state == trinary::conflict)
      write_conflict(step, s.answer);
    write_work(step, s);
    step["took_ms"] = rounded(s.took_ms);
    step["error"] = s.failure == errc::none ? json(nullptr) : json(name_of(s.failure));
    to["steps"].push_back(std::move(step));
  }
  auto whole = r.failure.code == errc::none && !r.steps.empty();
  to["result"] = whole ? json(r.steps.back().value) : json(nullptr);
  to["took_ms"] = rounded(r.took_ms);
}

void run_pipeline(const pipeline_command& c, command_context& at, outcome& o) {
  for (auto agent : c.agents) // all of them, before the first one does its part
    if (!exists(at.mesh, agent, o))
      return;
  pipeline_request r;
  r.what.urgency = c.urgency;
  r.what.goes_on = c.go_on;
  r.what.payload = c.payload;
  r.agents = c.agents;
  r.timeout_ms = c.timeout_ms;
  auto result = at.mesh.pipeline(r);
  write_pipeline(o.data, result);
  o.data["not_begun"] = json::array();
  for (std::size_t i = result.steps.size(); i < c.agents.size(); ++i)
    o.data["not_begun"].push_back(to_string(c.agents[i]));
  if (result.failure.code != errc::none)
    fail(o, result.failure);
}

std::string draw_pipeline(const json& result, const render_style& style) {
  text_table table(
      {{"step", to_right}, {"agent"}, {"state"}, {"took_ms", to_right}, {"value"}});
  int step = 0;
  for (const auto& row : list_in(result, "steps")) {
    auto value = text_in(row, "error") ? "error: " + text_or(row, "error", "")
                                       : text_or(row, "value", "-");
    table.add({std::to_string(++step), text_or(row, "agent", "-"), text_or(row, "state", "0"),
               ms_text(number_in(row, "took_ms")), shortened(value, room_for(style, 38))});
  }
  auto out = table.empty() ? "  no steps\n" : table.str(style);
  for (const auto& row : list_in(result, "steps"))
    out += (text_or(row, "state", "0") == "-1" ? conflict_lines(row, style) : "")
           + fate_line(row) + redelivered_line(row);
  out += value_line("result", result, "result", style);
  if (auto took = number_in(result, "took_ms"))
    out += "  took " + with_ms(took) + "\n";
  return out;
}

command_profile profile_pipeline(const pipeline_command& c, const roster&,
                                 const coordination_config&) {
  return working(c, 1, false);
}

void would_pipeline(const pipeline_command& c, command_context& at, outcome& o) {
  for (auto agent : c.agents)
    if (!exists(at.mesh, agent, o))
      return;
  would_do(o, "pass the payload through, in this order", c.agents);
}

} // namespace

command_spec commands::pipeline() {
  using args = pipeline_command;
  return {.name = "pipeline",
          .group = "speak",
          .summary = "pass a payload through agents in order",
          .details = "Each agent gets the result of the one before it.",
          .example = "pipeline s00.c00.a01 s00.c00.a02 --payload draft",
          .start = args{},
          .positionals = {{"AGENT", arity::many, value_kind::agent,
                           assign<&args::agents, read_agent>}},
          .options = {payload_option<&args::payload>(),
                      timeout_option<&args::timeout_ms>("how long all steps may take"),
                      priority_option<&args::urgency>(), go_on_option<&args::go_on>(),
                      approve_option<&args::approve>()},
          .check = check_as<check_steps>,
          .profile = profile_as<profile_pipeline>,
          .run = run_as<run_pipeline>,
          .draw = draw_pipeline,
          .would = run_as<would_pipeline>};
}

} // namespace mesh::console
