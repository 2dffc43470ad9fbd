#include "runtime/console/commands/broadcast.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "runtime/base/text.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/command_profile.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/dry_run.hpp"
#include "runtime/console/shared/scatter_drawing.hpp"
#include "runtime/console/shared/scatter_json.hpp"
#include "runtime/console/shared/scatter_notes.hpp"

namespace mesh::console {

namespace {

using namespace build;

void run_broadcast(const broadcast_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o))
    return;
  scatter_request r;
  r.what.how = strategy::broadcast;
  r.what.what = c.acknowledge ? verb::act : verb::record; // record: the inbox confirms
  r.what.urgency = c.urgency;
  r.what.goes_on = c.go_on;
  r.what.payload = c.text;
  r.where = c.where;
  r.window_ms = c.timeout_ms.value_or(at.mesh.cfg().coordination.gather_timeout_ms);
  r.horizon_ms = 0;
  r.scheduled = false;
  auto result = at.mesh.scatter(r);
  o.data["text"] = c.text;
  o.data["received"] = c.acknowledge ? result.summary.sent : result.summary.ready;
  o.data["acknowledged"] = c.acknowledge ? json(result.summary.ready) : json(nullptr);
  write_scatter(o.data, result);
  o.code = code_of(result);
  note_answers(at, result, c.fail_on_conflict, o);
}

std::string draw_broadcast(const json& result, const render_style& style) {
  auto acknowledged = number_in(result, "acknowledged"); // only where it was asked for
  return headline(result, style)
         + concat({"  received by ", number_text(number_in(result, "received")),
                   acknowledged ? ", acknowledged by " + number_text(acknowledged) : "", "\n"})
         + conditions(result) + verdict(result, style) + details(result, style);
}

command_profile profile_broadcast(const broadcast_command& c, const roster& who,
                                  const coordination_config&) {
  return working(c, agents_in(who, c.where), is_all(c.where));
}

void would_broadcast(const broadcast_command& c, command_context& at, outcome& o) {
  if (exists(at.mesh, c.where, o))
    would_do(o, "tell " + to_string(c.where), routable(at, c.where, {}, {}, o));
}

} // namespace

command_spec commands::broadcast() {
  using args = broadcast_command;
  return {.name = "broadcast",
          .group = "speak",
          .summary = "tell all agents something",
          .details = "Sends the text at priority 2 (high) and counts the inboxes that received "
                     "it; with --ack, the agents that acknowledged it.",
          .example = "broadcast \"maintenance at noon\" --in s07",
          .start = args{},
          .positionals = {text_positional<&args::text>("TEXT")},
          .options = {in_option<&args::where>(),
                      {"ack", "", "wait for the agents, not only their inboxes",
                       value_kind::none, raise_flag<&args::acknowledge>},
                      timeout_option<&args::timeout_ms>("how long acknowledgements count"),
                      priority_option<&args::urgency>(
                          "background, normal, high (the default) or critical"),
                      go_on_option<&args::go_on>(),
                      fail_on_conflict_option<&args::fail_on_conflict>(),
                      approve_option<&args::approve>()},
          .profile = profile_as<profile_broadcast>,
          .run = run_as<run_broadcast>,
          .draw = draw_broadcast,
          .would = run_as<would_broadcast>};
}

} // namespace mesh::console
