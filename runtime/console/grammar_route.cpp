// Routing rules: route exclude, route around, route list, route clear.
#include "runtime/console/grammar_builder.hpp"

namespace mesh::console {

using namespace build;

std::vector<command_spec> route_commands() {
  using exclude = route_exclude_command;
  return {{"route exclude",
           "route",
           "no longer use a class for a capability",
           "From now on no agent of the class is chosen for work that needs the capability.",
           "route exclude E_LOCAL from inference",
           exclude{},
           {{"CLASS", arity::one, value_kind::agent_class, assign<&exclude::cls, read_class>},
            {"from", arity::keyword},
            {"CAPABILITY", arity::one, value_kind::capability,
             assign<&exclude::capability, read_capability>}},
           {approve_option<&exclude::approve>()}},
          {"route around",
           "route",
           "no longer choose this agent",
           "The agent goes on, but no work is routed to it.",
           "route around s07.c04.a12",
           route_around_command{},
           {{"AGENT", arity::one, value_kind::agent,
             assign<&route_around_command::id, read_agent>}}},
          {"route list", "route", "the routing rules in force",
           "Every rule, in the order given.", "route list", route_list_command{}},
          {"route clear",
           "route",
           "drop all routing rules",
           "Every class and every agent may be chosen again.",
           "route clear",
           route_clear_command{},
           {},
           {approve_option<&route_clear_command::approve>()}}};
}

} // namespace mesh::console
