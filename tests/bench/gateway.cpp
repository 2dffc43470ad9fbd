#include "tests/bench/bench.hpp"
#include "tests/bench/gateway_world.hpp"
#include "tests/bench/measure.hpp"

namespace mesh::bench {

namespace {

constexpr int agents_a_link = 100;
constexpr int client_processes = 2;
constexpr int cascades_before = 3;

gateway_world world_of(const bench_options& o) {
  return gateway_world(o, std::max(client_processes, o.size.agents / agents_a_link),
                       client_processes);
}

json_line cascades_on(local_mesh& mesh, const bench_options& o) {
  for (int i = 0; i < cascades_before; ++i)
    cascade_ms(mesh);
  std::vector<double> each;
  cpu_watch cpu;
  for (int i = 0; i < o.cascades; ++i)
    each.push_back(cascade_ms(mesh));
  return {{"cpu_ms", cpu.ms() / o.cascades},
          {"p50_ms", quantile(each, 0.5)},
          {"p95_ms", quantile(each, 0.95)}};
}

} // namespace

json_line gateway_cascade_outside(const bench_options& o) {
  auto world = world_of(o);
  auto line = cascades_on(world.mesh(), o);
  line["joined_ms"] = world.joined_ms();
  line["outside"] = world.outside();
  return line;
}

json_line gateway_cascade_inside(const bench_options& o) {
  local_mesh mesh(quiet_config(o.size));
  return cascades_on(mesh, o);
}

/// A cascade to agents outside, over TLS links of a hundred agents each, beside one in a mesh
/// of as many agents inside. CPU time is that of the mesh's process.
void gateway_cascade(const bench_options& o) {
  std::vector<double> p50, p95, cpu, joined, floor_p50, floor_p95, floor_cpu;
  double outside = 0;
  for (int i = 0; i < o.repetitions; ++i) {
    const auto far = run_probe("gateway_cascade_outside", o);
    p50.push_back(far["p50_ms"]);
    p95.push_back(far["p95_ms"]);
    cpu.push_back(far["cpu_ms"]);
    joined.push_back(far["joined_ms"]);
    outside = far["outside"];
    const auto near = run_probe("gateway_cascade_inside", o);
    floor_p50.push_back(near["p50_ms"]);
    floor_p95.push_back(near["p95_ms"]);
    floor_cpu.push_back(near["cpu_ms"]);
  }
  constexpr double most_cpu = 3;
  const auto cpu_ratio = median_ratio(cpu, floor_cpu);
  print({{"bench", "gateway_cascade"},
         {"agents", o.size.agents},
         {"outside", outside},
         {"p50_ms", median(p50)},
         {"p95_ms", median(p95)},
         {"cpu_ms", median(cpu)},
         {"floor_p50_ms", median(floor_p50)},
         {"floor_p95_ms", median(floor_p95)},
         {"floor_cpu_ms", median(floor_cpu)},
         {"ratio", median_ratio(p50, floor_p50)},
         {"cpu_ratio", cpu_ratio},
         {"target_cpu_ratio", most_cpu},
         {"met", cpu_ratio <= most_cpu},
         {"joined_ms", median(joined)}});
}

/// All links of 10,000 agents are cut at once, while cascades go on.
json_line gateway_storm_outside(const bench_options& o) {
  constexpr int most_agents = 10'000;
  constexpr int agents_a_link_here = 10;
  auto some = o;
  if (some.size.agents > most_agents)
    some.size = topology_config::of(o.size.sectors, most_agents / o.size.sectors / 10, 10);
  gateway_world world(some, std::max(client_processes, some.size.agents / agents_a_link_here),
                      client_processes);
  cpu_watch cpu;
  const auto what = world.cut_all();
  return {
      {"agents", some.size.agents},    {"back_ms", what.back_ms}, {"served_ms", what.served_ms},
      {"cascades", what.cascades},     {"lost", what.lost},       {"cpu_ms", cpu.ms()},
      {"joined_ms", world.joined_ms()}};
}

void gateway_storm(const bench_options& o) {
  std::vector<double> back, served, cpu, joined;
  double lost = 0, cascades = 0, agents = 0;
  for (int i = 0; i < o.repetitions; ++i) {
    const auto line = run_probe("gateway_storm_outside", o);
    agents = line["agents"];
    back.push_back(line["back_ms"]);
    served.push_back(line["served_ms"]);
    cpu.push_back(line["cpu_ms"]);
    joined.push_back(line["joined_ms"]);
    lost += line["lost"].get<double>();
    cascades += line["cascades"].get<double>();
  }
  constexpr double most_ms = 10'000;
  print({{"bench", "gateway_storm"},
         {"agents", agents},
         {"back_ms", median(back)},
         {"served_ms", median(served)},
         {"cpu_ms", median(cpu)},
         {"cascades", cascades},
         {"lost_cascades", lost},
         {"floor_joined_ms", median(joined)}, // all for the first time
         {"ratio", median_ratio(served, joined)},
         {"target_ms", most_ms},
         {"met", median(served) <= most_ms && lost == 0}});
}

/// Messages to agents outside and their answers in a second, all over links, with a signature
/// for the answers of each message, which the mesh has checked (M5).
json_line gateway_bus_outside(const bench_options& o) {
  auto world = world_of(o);
  cascade_ms(world.mesh());
  const auto messages = [&] {
    const auto counts = world.door().door_counts().value();
    return static_cast<double>(counts.delivered + counts.answered);
  };
  const auto before = messages();
  stopwatch watch;
  while (watch.ms() < to_ms(o.counting))
    cascade_ms(world.mesh());
  return {{"messages_per_s", (messages() - before) / watch.s()}};
}

void gateway_bus(const bench_options& o) {
  std::vector<double> mine, inside;
  for (int i = 0; i < o.repetitions; ++i) {
    mine.push_back(run_probe("gateway_bus_outside", o)["messages_per_s"]);
    const auto near = run_probe("gateway_cascade_inside", o);
    constexpr double ms_per_s = 1'000;
    constexpr double there_and_back = 2;
    inside.push_back(there_and_back * o.size.agents * ms_per_s / near["p50_ms"].get<double>());
  }
  constexpr double target = 100'000;
  print({{"bench", "gateway_bus"},
         {"agents", o.size.agents},
         {"messages_per_s", median(mine)},
         {"floor_messages_per_s", median(inside)},
         {"ratio", median_ratio(inside, mine)}, // of the times
         {"target_messages_per_s", target},
         {"met", median(mine) >= target}});
}

/// CPU time of the mesh's process while agents outside have nothing to do: heartbeats of
/// their actors, and pulses of their links.
json_line gateway_idle_outside(const bench_options& o) {
  auto world = world_of(o);
  world.mesh().wait(from_ms(o.heartbeat_period_ms)); // until all have begun
  const auto heard = [&] {
    return world.mesh().counters().heartbeats.load();
  };
  const auto before = heard();
  cpu_watch cpu;
  stopwatch watch;
  world.mesh().wait(o.heartbeats);
  return {{"share_of_a_core", cpu.ms() / watch.ms()},
          {"heard", heard() - before},
          {"s", watch.s()}};
}

void gateway_idle(const bench_options& o) {
  std::vector<double> mine, heard, inside;
  double seconds = 0;
  for (int i = 0; i < o.repetitions; ++i) {
    const auto line = run_probe("gateway_idle_outside", o);
    mine.push_back(line["share_of_a_core"]);
    heard.push_back(line["heard"]);
    seconds = line["s"];
    constexpr double ms_per_s = 1'000;
    inside.push_back(run_probe("heartbeats_mesh", o)["cpu_s"].get<double>() * ms_per_s
                     / to_ms(o.heartbeats));
  }
  constexpr double most = 0.15;
  print({{"bench", "gateway_idle"},
         {"agents", o.size.agents},
         {"s", seconds},
         {"share_of_a_core", median(mine)},
         {"heard", median(heard)},
         {"floor_share_of_a_core", median(inside)}, // as many agents inside
         {"ratio", median_ratio(mine, inside)},
         {"target_share", most},
         {"met", median(mine) <= most}});
}

} // namespace mesh::bench
