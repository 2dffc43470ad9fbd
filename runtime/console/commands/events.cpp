#include "runtime/console/commands/events.hpp"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <string>

#include "messages/ids.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/columns.hpp"
#include "runtime/console/shared/events.hpp"
#include "supervisors/event_log.hpp"
#include "supervisors/event_record.hpp"

namespace mesh::console {

namespace {

using namespace build;

read_result<scope> read_agent_scope(std::string_view text) {
  auto agent = read_agent(text);
  if (!agent)
    return tl::unexpected(agent.error());
  return scope(*agent);
}

read_result<std::string> read_event_class(std::string_view text) {
  std::string wanted(text);
  std::ranges::transform(wanted, wanted.begin(), [](unsigned char c) {
    return static_cast<char>(c == '-' ? '_' : std::toupper(c));
  });
  const auto all = event_classes();
  if (std::ranges::find(all, wanted) != all.end())
    return wanted;
  std::string expected = "one of";
  for (auto name : all)
    expected += (name == all.front() ? " " : ", ") + std::string(name);
  return tl::unexpected(
      value_problem{"there is no class of events \"" + std::string(text) + "\"", expected, {}});
}

void write_events(json& to, const event_log& events, const events_command& what,
                  const event_times& times) {
  event_query wanted{what.where, what.cls, what.host};
  if (what.since_ms)
    wanted.since = times.now - from_ms(*what.since_ms);
  if (what.limit != 0)
    wanted.limit = static_cast<std::size_t>(what.limit);
  auto page = events.newest(wanted);
  to["rows"] = json::array();
  for (const auto& e : page.events)
    to["rows"].push_back(event_json(e, times));
  to["shown"] = page.events.size();
  to["of"] = page.total;
  to["forgotten"] = events.dropped();
}

void run_events(const events_command& c, command_context& at, outcome& o) {
  if (exists(at.mesh, c.where, o))
    write_events(o.data, at.mesh.events(), c,
                 {at.mesh.started(), at.mesh.now(), [&at](time_point moment) {
                    return at.mesh.wall_ms(moment);
                  }});
}

std::string draw_events(const json& result, const render_style&) {
  std::string out;
  for (const auto& row : list_in(result, "rows"))
    out += text_or(row, "at", "-") + "  " + text_or(row, "line", "") + "\n";
  out += "  "
         + count_of(number_in(result, "shown").value_or(0), number_in(result, "of").value_or(0),
                    "event")
         + "\n";
  if (auto forgotten = number_in(result, "forgotten"); forgotten > 0.0)
    out += "  " + number_text(forgotten) + " older ones are forgotten\n";
  return out;
}

} // namespace

command_spec commands::events() {
  using args = events_command;
  return {.name = "events",
          .group = "protect",
          .summary = "failures, and what was done about them",
          .details = "The newest first: failures (F1-F6), changes of breakers (B2) and of "
                     "hosts (R2), each with its time, class, place, observation, action and "
                     "escalation. Equal events in a row are one line with their count. Each "
                     "class is stored separately: a flood of one displaces no other.",
          .example = "events s07 --class AGENT_CRASH --since 10m --limit 50",
          .start = args{},
          .positionals = {scope_positional<&args::where>(arity::optional)},
          .options = {{"class", "CLASS", "only of this class, such as AGENT_CRASH or HOST_LOST",
                       value_kind::other, assign<&args::cls, read_event_class>},
                      since_option<&args::since_ms>(),
                      {"agent", "AGENT", "only of this agent", value_kind::agent,
                       assign<&args::where, read_agent_scope>},
                      {"host", "NAME", "only of this host", value_kind::other,
                       assign<&args::host, read_text>},
                      limit_option<args>()},
          .also = {"get events", "logs"},
          .more_examples = {"events --watch", "events --filter \"class = HOST and count > 1\""},
          .columns = columns::events(),
          .run = run_as<run_events>,
          .draw = draw_events};
}

} // namespace mesh::console
