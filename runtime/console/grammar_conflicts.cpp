// Conflicts and the past: conflicts, conflict, resolve, history, verify.
#include <algorithm>

#include "runtime/console/grammar_builder.hpp"
#include "runtime/records/verification.hpp"

namespace mesh::console {

namespace {

using namespace build;

read_result<int> read_priority(std::string_view text) {
  constexpr int highest = 4;
  return read_count(text, 0, highest);
}

read_result<conflict_type> read_conflict_type(std::string_view text) {
  if (auto type = parse_conflict_type(text))
    return *type;
  std::string expected = "one of";
  for (int i = 0; i <= static_cast<int>(conflict_type::other); ++i)
    expected += (i == 0 ? " " : ", ") + std::string(to_string(static_cast<conflict_type>(i)));
  return tl::unexpected(value_problem{
      "there is no type of conflict \"" + std::string(text) + "\"", expected, {}});
}

read_result<std::string> read_head(std::string_view text) {
  if (auto head = storage::parse_noted_head(text); !head)
    return tl::unexpected(value_problem{head.error().detail, head.error().remedy, {}});
  return std::string(text);
}

read_result<scope> read_agent_or_cluster(std::string_view text) {
  auto where = read_scope(text);
  if (where && where->kind() != scope::level::agent && where->kind() != scope::level::cluster)
    return tl::unexpected(value_problem{std::string(text) + " has no history of its own",
                                        "an agent (s07.c04.a12) or a cluster (s07.c04)",
                                        {}});
  return where;
}

template <auto Member>
positional_spec id_positional() {
  return {"ID", arity::one, value_kind::other, assign<Member, read_message_id>};
}

command_spec conflicts_spec() {
  using what = conflicts_command;
  return {
      "conflicts",
      "conflicts",
      "list conflicts, the newest first",
      "Every answer of -1 that counted, with its type and priority (K2), whether it is open, "
      "overdue or resolved, and who has it: a lead, a coordinator or the orchestrator. The "
      "list says how many of how many it shows.",
      "conflicts s07 --type DATA_CONTRADICTION --since 1h --unresolved",
      what{},
      {scope_positional<&what::where>(arity::optional)},
      {{"type", "TYPE", "only of this type", value_kind::other,
        assign<&what::type, read_conflict_type>},
       since_option<&what::since_ms>(),
       {"priority", "N", "only of this priority or above, 0 to 4", value_kind::other,
        assign<&what::priority, read_priority>},
       {"unresolved", "", "only those that nobody has resolved", value_kind::none,
        raise_flag<&what::unresolved>},
       limit_option<what>()}};
}

} // namespace

std::vector<command_spec> conflict_commands() {
  return {
      conflicts_spec(),
      {"conflict",
       "conflicts",
       "one conflict in full",
       "What was expected and received, from which context, the message that is held back for "
       "it (K1), who was asked to end it, and how it ended or why it waits for a person (K3).",
       "conflict 0000019c1a2b3c4d",
       conflict_command{},
       {id_positional<&conflict_command::id>()}},
      {"resolve",
       "conflicts",
       "end a conflict",
       "Notes down how a person has settled it. The conflict's own record is never changed "
       "(K4), and a conflict ends once.",
       "resolve 0000019c1a2b3c4d \"the sensor was replaced\"",
       resolve_command{},
       {id_positional<&resolve_command::id>(),
        text_positional<&resolve_command::note>("NOTE")}},
      {"history",
       "conflicts",
       "how an agent or a cluster has been doing",
       "Score, latency, processing time and queue over time; a cluster's are the means of "
       "its agents. Noted down once a minute unless configured otherwise, with --data.",
       "history s07.c04 --since 6h",
       history_command{},
       {{"WHO", arity::one, value_kind::scope,
         assign<&history_command::who, read_agent_or_cluster>}},
       {since_option<&history_command::since_ms>()}},
      {"verify",
       "conflicts",
       "check that the store was not tampered with",
       "Reads all of the store: follows the chains of hashes of conflicts and resolutions "
       "(K4), and checks the history, frozen files and the roster by their checksums. With "
       "--head also whether the chains go through an end that was noted elsewhere: so an "
       "older copy that was put back is found. `mesh verify DIR` does the same without a "
       "mesh.",
       "verify",
       verify_command{},
       {},
       {{"head", "HASH|COUNT:HASH", "a head that was noted earlier", value_kind::other,
         assign<&verify_command::heads, read_head>}}}};
}

} // namespace mesh::console
