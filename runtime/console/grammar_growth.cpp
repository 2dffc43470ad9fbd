// T5: grow and drain.
#include "runtime/console/grammar_builder.hpp"

namespace mesh::console {

using namespace build;

namespace {

read_result<int> read_agents(std::string_view text) {
  return read_count(text, 1, 1'000'000);
}

} // namespace

std::vector<command_spec> growth_commands() {
  return {
      {"grow",
       "protect",
       "add agents to the running mesh",
       "They get ids in clusters with room, then in new clusters of the sectors with the "
       "fewest agents, and are sent to once their impedance is known: after a few "
       "heartbeats. Without a class they are of all classes, in the mix of the "
       "configuration.",
       "grow 300 --class A",
       grow_command{},
       {{"N", arity::one, value_kind::other, assign<&grow_command::agents, read_agents>}},
       {class_option<&grow_command::cls>(), in_option<&grow_command::where>(),
        timeout_option<&grow_command::timeout_ms>("how long to wait until all take part")}},
      {"drain",
       "protect",
       "let agents leave the running mesh",
       "They get nothing new, end what they have in hand, and are stopped. What is not done "
       "after growth.drain_timeout_ms ends as agent_down. A cluster or sector stays, with "
       "room for others.",
       "drain s07.c04",
       drain_command{},
       {scope_positional<&drain_command::where>(arity::one)},
       {timeout_option<&drain_command::timeout_ms>("how long to wait until all have left")}}};
}

} // namespace mesh::console
