// All benchmarks by name, and the parts of them that run as processes of
// their own.
#include <array>

#include "tests/bench/bench.hpp"
#include "tests/bench/child.hpp"

namespace mesh::bench {

namespace {

constexpr std::array benches{
    bench{"cascade", "one message to every agent and an answer from each", cascade},
    bench{"actor_ids", "bare CAF with and without its lock on every message", actor_ids},
    bench{"spawn", "from nothing to the first answer of every agent", spawn},
    bench{"memory", "resident bytes per agent", memory},
    bench{"arrival", "lateness of sends due evenly over 500 ms", arrival},
    bench{"heartbeats", "CPU time of heartbeats", heartbeats},
    bench{"bus", "messages from agent to agent", bus},
    bench{"registry", "reads while every agent heartbeats", registry_reads},
    bench{"restart", "from a crash to a replacement that answers", restart},
    bench{"storm", "a tenth of the agents crash at once", storm},
    bench{"supervision_cost", "a cascade with supervisors and without", supervision_cost},
    bench{"conflict_log", "durable conflicts, many in a commit", conflict_log},
    bench{"freeze", "every agent stops, and what it holds is on the disk", freeze},
    bench{"remote", "messages between two processes, over links", remote},
    bench{"remote_cascade", "a cascade over four node processes", remote_cascade},
    bench{"remote_payload", "a cascade over four node processes, with a payload of 64 KB",
          remote_payload},
    bench{"takeover", "from the death of a node to a cascade that is whole", takeover},
    bench{"gateway_cascade", "a cascade to agents outside, over TLS links", gateway_cascade},
    bench{"gateway_bus", "messages to agents outside, and their answers", gateway_bus},
    bench{"gateway_idle", "CPU time of agents outside that have nothing to do", gateway_idle},
    bench{"gateway_storm", "all links of 10,000 agents outside cut at once", gateway_storm},
    bench{"gateway_memory", "resident bytes of links, and of agents outside", gateway_memory},
    bench{"signing", "Ed25519 as agent links use it", signing},
    bench{"chain_speedup", "chains beside waiting for each verification, and an oracle",
          chain_speedup},
    bench{"chain_overhead", "CPU time of a task that costs nothing", chain_overhead},
    bench{"chain_board", "reads of the board while chains run", chain_board_reads},
    bench{"chain_scale", "thousands of chains at once", chain_scale},
    bench{"chain_steal", "idle agents beside busy ones", chain_steal},
    bench{"chain_resume", "from a kill to the first task that runs again", chain_resume},
    bench{"talk", "a sentence understood or not, and answered", talk},
    bench{"scale", "cascade and memory at a tenth and ten times the size", scale},
};

constexpr std::array probes{
    probe{"spawn_mesh", spawn_mesh},
    probe{"spawn_floor", spawn_floor},
    probe{"memory_mesh", memory_mesh},
    probe{"memory_floor", memory_floor},
    probe{"heartbeats_mesh", heartbeats_mesh},
    probe{"heartbeats_floor", heartbeats_floor},
    probe{"gateway_cascade_outside", gateway_cascade_outside},
    probe{"gateway_cascade_inside", gateway_cascade_inside},
    probe{"gateway_bus_outside", gateway_bus_outside},
    probe{"gateway_idle_outside", gateway_idle_outside},
    probe{"gateway_storm_outside", gateway_storm_outside},
    probe{"gateway_memory_alone", gateway_memory_alone},
    probe{"gateway_memory_shared", gateway_memory_shared},
    probe{"scale_mesh", scale_mesh},
    probe{"scale_floor", scale_floor},
    probe{"scale_learning", scale_learning},
    probe{"chain_resume_load", chain_resume_load},
};

} // namespace

std::span<const bench> all_benches() {
  return benches;
}

std::span<const probe> all_probes() {
  return probes;
}

json_line run_probe(std::string_view name, const bench_options& options) {
  const auto& size = options.size;
  std::vector<std::string> arguments{"--probe", std::string(name), std::to_string(size.sectors),
                                     std::to_string(size.clusters_per_sector),
                                     std::to_string(size.agents_per_cluster)};
  if (options.quick)
    arguments.insert(arguments.begin(), "--quick");
  return line_of_child(own_program(), arguments);
}

bench_options bench_options::quick_ones() {
  bench_options o;
  o.quick = true;
  o.size = topology_config::of(3, 2, 4);
  o.repetitions = 1;
  o.cascades = 3;
  o.counting = milliseconds(100);
  o.heartbeats = milliseconds(300);
  o.heartbeat_period_ms = 50;
  return o;
}

} // namespace mesh::bench
