// The hosts of a mesh over several.
#include "runtime/console/grammar_builder.hpp"

namespace mesh::console {

using namespace build;

std::vector<command_spec> node_commands() {
  return {
      {"nodes", "look", "the hosts that have the sectors",
       "Each with what it is doing: up, suspect (silent, or without a link), lost (its "
       "sectors went to others, or it keeps them: it may go on with hosts that are not heard "
       "either, see 'node forget'), draining, left; how many sectors it has, how long a "
       "message takes there and back, and what waits for it. A host whose processes keep "
       "dying gets no sectors for a while.",
       "nodes", nodes_command{}},
      {"node drain",
       "protect",
       "take a host's sectors away, for maintenance",
       "They go to the other hosts, a few at a time, each when what goes on there has ended, "
       "after placement.drain_ms at the latest; it gets none before 'node join'.",
       "node drain n2",
       node_drain_command{},
       {{"NAME", arity::one, value_kind::other, assign<&node_drain_command::name, read_text>}}},
      {"node join",
       "protect",
       "let a host that was drained have sectors again",
       "A new host joins by itself: start 'mesh node' there.",
       "node join n2",
       node_join_command{},
       {{"NAME", arity::one, value_kind::other, assign<&node_join_command::name, read_text>}}},
      {"node forget",
       "protect",
       "give up a host that is gone for good: its sectors go to others",
       "For a host that vanished together with so many others that nobody can tell whether "
       "they go on where they are. If it does run, agents would work twice: be sure. It may "
       "join again.",
       "node forget n2",
       node_forget_command{},
       {{"NAME", arity::one, value_kind::other,
         assign<&node_forget_command::name, read_text>}}},
      {"node adopt", "protect", "take the hosts that are here for all there are",
       "For an orchestrator that gives no sector to anybody ('nodes' says why): it has lost "
       "its data, or has older ones than its hosts know of, or fewer hosts have come than are "
       "expected. Those that are away are given up, as with 'node forget': be sure that they "
       "do not run.",
       "node adopt", node_adopt_command{}}};
}

} // namespace mesh::console
