#include "runtime/console/commands/ask.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "runtime/base/text.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/histogram.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/command_profile.hpp"
#include "runtime/console/running/exit_code.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/dry_run.hpp"
#include "runtime/console/shared/scatter_drawing.hpp"
#include "runtime/console/shared/scatter_json.hpp"
#include "runtime/console/shared/scatter_notes.hpp"

namespace mesh::console {

namespace {

using namespace build;

constexpr int largest_sample = 1'000'000;

read_result<int> read_sample(std::string_view text) {
  return read_count(text, 1, largest_sample);
}

void run_ask(const ask_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o))
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
  r.sample = c.sample.value_or(at.mesh.cfg().coordination.ask_sample);
  r.healthy_sectors_only = restrictions_now(at.mesh).healthy_sectors_only;
  r.window_ms = c.timeout_ms.value_or(at.mesh.cfg().coordination.ask_timeout_ms);
  r.redundant = c.redundant;
  r.minimum = 0; // a conflict answers the question, too
  r.horizon_ms = 0;
  r.scheduled = false;
  auto result = at.mesh.scatter(r);
  o.data["question"] = c.question;
  o.data["sample"] = result.summary.targets;
  o.data["rogues"] = json::array();
  for (auto agent : result.rogues)
    o.data["rogues"].push_back(to_string(agent));
  write_scatter(o.data, result);
  auto nobody = result.summary.ready + result.summary.conflict == 0;
  o.code = nobody ? worse(code_of(result), exit_code::quorum_missed) : code_of(result);
  note_answers(at, result, c.fail_on_conflict, o);
}

std::string draw_ask(const json& result, const render_style& style) {
  std::string asked;
  if (auto sample = number_in(result, "sample"))
    asked = "  asked " + counted(sample, "agent") + "\n";
  if (auto rogues = texts_in(result, "rogues"); !rogues.empty())
    asked += "  " + paint("quarantined", tone::warning, style)
             + " for contradicting the majority: " + listed(rogues) + "\n";
  // The answers are what was asked for; how it went comes after them.
  return paint(text_in(result, "question").value_or(""), tone::strong, style) + "\n" + asked
         + draw_answers(result, style) + "\n" + headline(result, style) + conditions(result)
         + verdict(result, style) + draw_counts(result, style)
         + in_sections({draw_arrivals_of(result, style), draw_exceptions(result, style)});
}

command_profile profile_ask(const ask_command& c, const roster& who,
                            const coordination_config& cfg) {
  auto asked =
      std::min<std::int64_t>(c.sample.value_or(cfg.ask_sample), agents_in(who, c.where, c.cls));
  return working(c, asked, asked == who.agents());
}

void would_ask(const ask_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o))
    return;
  const auto whom = routable(at, c.where, c.cls, c.capability, o);
  if (o.code != exit_code::done)
    return;
  const auto sample =
      static_cast<std::size_t>(c.sample.value_or(at.mesh.cfg().coordination.ask_sample));
  if (sample >= whom.size())
    return would_do(o, "ask all that can answer", whom);
  would_do(o, "ask " + std::to_string(sample) + " of " + std::to_string(whom.size())
                  + ", chosen by chance");
  o.data["agents"] = sample;
}

} // namespace

command_spec commands::ask() {
  using args = ask_command;
  return {
      .name = "ask",
      .group = "speak",
      .summary = "ask a sample of agents",
      .details =
          "Answers are folded: each different one once, with its count. Conflicts are shown "
          "as such.",
      .example = "ask \"which version do you run?\" --sample 100 --capability inference",
      .start = args{},
      .positionals = {text_positional<&args::question>("QUESTION")},
      .options = {{"sample", "N", "how many agents are asked", value_kind::other,
                   assign<&args::sample, read_sample>},
                  capability_option<&args::capability>(),
                  class_option<&args::cls>(),
                  {"redundant", "", "quarantine agents that contradict the majority",
                   value_kind::none, raise_flag<&args::redundant>},
                  in_option<&args::where>(),
                  timeout_option<&args::timeout_ms>("how long answers count"),
                  priority_option<&args::urgency>(),
                  go_on_option<&args::go_on>(),
                  fail_on_conflict_option<&args::fail_on_conflict>(),
                  approve_option<&args::approve>()},
      .profile = profile_as<profile_ask>,
      .run = run_as<run_ask>,
      .draw = draw_ask,
      .would = run_as<would_ask>};
}

} // namespace mesh::console
