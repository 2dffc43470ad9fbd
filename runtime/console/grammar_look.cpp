// Looking at the mesh: status, agents, agent, cluster, sector, kpi.
#include "runtime/console/grammar_builder.hpp"

namespace mesh::console {

namespace {

using namespace build;

command_spec agents_spec() {
  using what = agents_command;
  return {"agents",
          "look",
          "list agents with their impedance",
          "One row per agent: class, state, score, latency, processing time, queue, "
          "reliability and drift. The list says how many of how many it shows.",
          "agents s07 --class D --state degraded --limit all",
          what{},
          {scope_positional<&what::where>(arity::optional)},
          {class_option<&what::cls>(),
           capability_option<&what::capability>(),
           {"state", "STATE", "only agents in this state", value_kind::state,
            assign<&what::state, read_state>},
           limit_option<agents_command>()}};
}

} // namespace

std::vector<command_spec> look_commands() {
  return {
      {"status", "look", "how the mesh is doing",
       "Agents active of total, sectors healthy, mean impedance, conflicts of the last "
       "hour, mode, and the time since the last cascade.",
       "status", status_command{}},
      agents_spec(),
      {"agent",
       "look",
       "one agent in full",
       "Everything the registry holds of one agent, and what is simulated of it.",
       "agent s07.c04.a12",
       agent_command{},
       {{"AGENT", arity::one, value_kind::agent, assign<&agent_command::id, read_agent>}}},
      {"cluster",
       "look",
       "a cluster and its agents",
       "The cluster's summary and a row for each of its agents.",
       "cluster s07.c04",
       cluster_command{},
       {{"CLUSTER", arity::one, value_kind::cluster,
         assign<&cluster_command::id, read_cluster>}}},
      {"sector",
       "look",
       "a sector and its clusters",
       "The sector's summary and a row for each of its clusters.",
       "sector s07",
       sector_command{},
       {{"SECTOR", arity::one, value_kind::sector, assign<&sector_command::id, read_sector>}}},
      {"kpi", "look", "what was reached, and what should be",
       "Each figure the mesh is measured by, its target, and whether it is met.", "kpi",
       kpi_command{}}};
}

} // namespace mesh::console
