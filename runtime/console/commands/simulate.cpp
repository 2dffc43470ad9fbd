#include "runtime/console/commands/simulate.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "messages/ids.hpp"
#include "runtime/base/text.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/values.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/dry_run.hpp"

namespace mesh::console {

namespace {

using namespace build;

std::optional<value_problem> check_changes(const simulate_command& c) {
  if (c.latency_ms || c.processing_ms || c.jitter || c.heavy_tail || c.conflict)
    return std::nullopt;
  return value_problem{"nothing is changed",
                       "at least one of latency=, processing=, jitter=, tail=, conflict=",
                       {}};
}

template <auto Member>
option_spec change_of(std::string_view name, std::string_view help) {
  return {name,
          "DURATION|xN",
          help,
          value_kind::other,
          assign<Member, read_change>,
          spelling::setting};
}

template <auto Member>
option_spec share_of(std::string_view name, std::string_view help) {
  return {
      name, "PERCENT", help, value_kind::other, assign<Member, read_ratio>, spelling::setting};
}

std::string factor_text(double factor) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "x%g", factor);
  return text.data();
}

void run_simulate(const simulate_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o))
    return;
  behaviour_change change;
  json changed = json::object();
  auto note = [&](const char* name, const std::optional<simulate_value>& v,
                  std::optional<double>& absolute, std::optional<double>& factor) {
    if (!v)
      return;
    (v->relative ? factor : absolute) = v->value;
    changed[name] = v->relative ? json(factor_text(v->value)) : json(v->value);
  };
  note("latency_ms", c.latency_ms, change.latency_ms, change.latency_factor);
  note("processing_ms", c.processing_ms, change.processing_ms, change.processing_factor);
  change.jitter = c.jitter;
  change.heavy_tail = c.heavy_tail;
  change.conflict = c.conflict;
  if (c.jitter)
    changed["jitter"] = *c.jitter;
  if (c.heavy_tail)
    changed["heavy_tail"] = *c.heavy_tail;
  if (c.conflict)
    changed["conflict"] = *c.conflict;
  auto whose = at.mesh.who().in(c.where);
  std::erase_if(whose,
                [&](agent_id id) { return c.cls && at.mesh.who().identity(id).cls != *c.cls; });
  at.mesh.change_world(whose, change);
  if (whose.empty())
    return fail(o,
                {errc::no_capable_agent,
                 "there is no agent of this class in " + to_string(c.where), "see 'agents'"});
  o.data["agents"] = whose.size();
  o.data["changed"] = changed;
}

std::string draw_simulate(const json& result, const render_style&) {
  auto out = "changed the world of " + counted(number_in(result, "agents"), "agent") + "\n";
  for (const auto& [name, value] : object_in(result, "changed").items())
    out += concat(
        {"  ", name, " ", text_or(object_in(result, "changed"), name.c_str(), "-"), "\n"});
  return out;
}

void would_simulate(const simulate_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o))
    return;
  auto whose = at.mesh.who().in(c.where);
  std::erase_if(whose,
                [&](agent_id id) { return c.cls && at.mesh.who().identity(id).cls != *c.cls; });
  would_do(o, "change the simulated world of", whose);
}

} // namespace

command_spec commands::simulate() {
  using args = simulate_command;
  return {
      .name = "simulate",
      .group = "coordinate",
      .summary = "change the simulated world",
      .details = "At least one change. The mesh is not told; its estimates have to learn it.",
      .example = "simulate s07 latency=x3 jitter=2%",
      .start = args{},
      .positionals = {{"TARGET", arity::one, value_kind::scope,
                       assign<&args::where, read_scope>}},
      .options =
          {class_option<&args::cls>(),
           change_of<&args::latency_ms>("latency", "how long a message takes, 80ms or x3"),
           change_of<&args::processing_ms>("processing", "how long the work takes, 50ms or x2"),
           share_of<&args::jitter>("jitter", "standard deviation of every delay"),
           share_of<&args::heavy_tail>("tail", "share of delays from a heavy tail"),
           share_of<&args::conflict>("conflict", "probability that an answer is a conflict")},
      .check = check_as<check_changes>,
      .run = run_as<run_simulate>,
      .draw = draw_simulate,
      .effect = command_effect::changes,
      .would = run_as<would_simulate>};
}

} // namespace mesh::console
