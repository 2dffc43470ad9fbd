// What protects the mesh, and what puts that to the test: crash, hang, heal,
// freeze, thaw, held.
#include <algorithm>
#include <cctype>
#include <limits>

#include "runtime/console/grammar_builder.hpp"
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

read_result<int> read_held_number(std::string_view text) {
  return read_count(text, 1, std::numeric_limits<int>::max());
}

template <class Fault>
command_spec fault_spec(std::string_view name, std::string_view summary,
                        std::string_view example) {
  // Members of the base: the pointers' class would be that of the base, too.
  return {name,
          "protect",
          summary,
          "An agent, the lead of a cluster, the coordinator of a sector, or with `all` the "
          "orchestrator. With a share it is so many of the agents in the scope, by chance and "
          "from the seed.",
          example,
          Fault{},
          {{"TARGET", arity::one, value_kind::scope,
            [](command& into, std::string_view text) -> std::optional<value_problem> {
              auto where = read_scope(text);
              if (!where)
                return where.error();
              std::get<Fault>(into).where = *where;
              return std::nullopt;
            }},
           {"SHARE", arity::optional, value_kind::other,
            [](command& into, std::string_view text) -> std::optional<value_problem> {
              auto share = read_ratio(text);
              if (!share)
                return share.error();
              std::get<Fault>(into).share = *share;
              return std::nullopt;
            }}}};
}

std::optional<value_problem> set_factor(command& into, std::string_view text) {
  auto change = read_change(text);
  if (change && change->relative) {
    std::get<slow_command>(into).factor = change->value;
    return std::nullopt;
  }
  return value_problem{"\"" + std::string(text) + "\" is no factor", "x2, x10 ...", {}};
}

std::optional<value_problem> set_position(command& into, std::string_view text) {
  auto index = read_choice(text, {"open", "close"}, "position of a breaker");
  if (!index)
    return index.error();
  std::get<breaker_command>(into).open = *index == 0;
  return std::nullopt;
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

command_spec events_spec() {
  using what = events_command;
  return {
      "events",
      "protect",
      "what happened and what was done about it",
      "The newest first: failures (F1-F6), changes of breakers (B2) and what became of "
      "hosts (R2): when, which class, where, what was seen, what was done, and who else "
      "was told. Equal events that follow each other are one line with their count. Each "
      "class is kept by itself: a flood of one pushes out no other.",
      "events s07 --class AGENT_CRASH --since 10m --limit 50",
      what{},
      {scope_positional<&what::where>(arity::optional)},
      {{"class", "CLASS", "only of this class, such as AGENT_CRASH or HOST_LOST",
        value_kind::other, assign<&what::cls, read_event_class>},
       since_option<&what::since_ms>(),
       {"agent", "AGENT", "only of this agent", value_kind::agent,
        assign<&what::where, read_agent_scope>},
       {"host", "NAME", "only of this host", value_kind::other, assign<&what::host, read_text>},
       limit_option<what>()}};
}

command_spec slow_spec() {
  auto spec = fault_spec<slow_command>("slow", "make actors slower than they were",
                                       "slow s07 10% --by x5");
  spec.details = "An agent, or a share of the agents of a scope: ten times slower unless said "
                 "otherwise, in the simulated world, as with simulate. A lead, coordinator or "
                 "orchestrator (a scope without a share): looks into its mailbox only every 10 "
                 "ms times the factor; x1 ends that, and so does its replacement.";
  spec.options = {{"by", "xN", "how many times slower", value_kind::other, set_factor}};
  return spec;
}

/// A fault that only agents can have.
template <class Fault>
command_spec agent_fault_spec(std::string_view name, std::string_view summary,
                              std::string_view details, std::string_view example) {
  auto spec = fault_spec<Fault>(name, summary, example);
  spec.details = details;
  return spec;
}

} // namespace

std::vector<command_spec> protect_commands() {
  return {
      events_spec(),
      {"breakers", "protect", "the circuit breakers that are not closed",
       "A breaker opens after too many failures, and turns new work away. It is probed by "
       "itself, lets a little through, and closes when nothing fails any more.",
       "breakers", breakers_command{}},
      {"breaker",
       "protect",
       "open or close a breaker by hand",
       "Of a cluster, of a sector, or with `all` the global one. One that was opened by hand "
       "stays open until it is closed by hand.",
       "breaker open s07 \"maintenance\"",
       breaker_command{},
       {{"open|close", arity::one, value_kind::choice, set_position, {"open", "close"}},
        scope_positional<&breaker_command::where>(arity::one),
        {"REASON", arity::maybe, value_kind::other,
         assign<&breaker_command::reason, read_text>}}},
      fault_spec<crash_command>("crash", "let actors throw an exception", "crash s07 10%"),
      fault_spec<hang_command>("hang", "let actors give no sign of life any more",
                               "hang s07.c04.a12"),
      agent_fault_spec<corrupt_command>(
          "corrupt", "damage what agents work from",
          "An agent, or a share of the agents of a scope. Its context has another hash then; "
          "its lead sees that, quarantines it and gives it the good one again (F4).",
          "corrupt s07.c04.a12"),
      agent_fault_spec<lie_command>(
          "lie", "let agents give wrong answers",
          "An agent, or a share of the agents of a scope. `ask --redundant` finds out (F5).",
          "lie s07 1%"),
      slow_spec(),
      {"heal",
       "protect",
       "start again what was given up",
       "Supervisors restart what fails by themselves; what fails too often is given up and "
       "stays down until this. Names each thing done.",
       "heal s07",
       heal_command{},
       {{"SCOPE", arity::optional, value_kind::scope,
         assign<&heal_command::where, read_scope>}},
       {approve_option<&heal_command::approve>()}},
      {"freeze",
       "protect",
       "stop agents, and preserve what they have",
       "Agents in the scope put down what they have in hand and take no more messages; "
       "commands to them end with exit code 6. What they hold is preserved in a file under "
       "--data, and is still frozen when the mesh is started again there.",
       "freeze s07",
       freeze_command{},
       {scope_positional<&freeze_command::where>(arity::one)}},
      {"thaw",
       "protect",
       "let frozen agents go on with all they have",
       "They begin with what they had in hand. The time that was left of each message stood "
       "still. Nobody waits for the answers any more unless the command still does: they "
       "are counted, and written to the log (runtime.log_level info).",
       "thaw s07",
       thaw_command{},
       {scope_positional<&thaw_command::where>(arity::one)}},
      {"held", "protect", "the commands that wait for a better mode",
       "A mesh that has lost many agents lets work wait that is not urgent. It runs by "
       "itself, in order, as soon as the mode allows: between commands, and while `wait` and "
       "`expect` let time pass.",
       "held", held_command{}},
      {"held drop",
       "protect",
       "do not run a held command any more",
       "Takes the command with this number out; `held` lists them.",
       "held drop 1",
       held_drop_command{},
       {{"N", arity::one, value_kind::other,
         assign<&held_drop_command::number, read_held_number>}}}};
}

} // namespace mesh::console
