#include "tests/bench/bench.hpp"
#include "tests/bench/floor_clock.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/meshes.hpp"

namespace mesh::bench {

namespace {

/// CPU time and heartbeats heard while `wait` lets time pass.
template <class Wait, class Heard>
json_line count(Wait wait, Heard heard) {
  auto before = heard();
  cpu_watch cpu;
  wait();
  return {{"cpu_s", cpu.ms() / 1'000}, {"heard", heard() - before}, {"rss_bytes", rss_bytes()}};
}

} // namespace

/// The default world: links with their delays, people with their inboxes.
json_line heartbeats_mesh(const bench_options& o) {
  config cfg;
  cfg.topology = o.size;
  cfg.impedance.heartbeat_period_ms = o.heartbeat_period_ms;
  local_mesh mesh(cfg);
  mesh.wait(from_ms(o.heartbeat_period_ms)); // until all have begun
  return count([&] { mesh.wait(o.heartbeats); },
               [&] { return mesh.counters().heartbeats.load(); });
}

json_line heartbeats_floor(const bench_options& o) {
  auto period = from_ms(o.heartbeat_period_ms);
  floor_heartbeats floor(o.size, period);
  floor.run_for(period);
  return count([&] { floor.run_for(o.heartbeats); }, [&] { return floor.heard(); });
}

void heartbeats(const bench_options& o) {
  std::vector<double> mine;
  std::vector<double> bare;
  std::vector<double> heard;
  std::vector<double> rss;
  for (int i = 0; i < o.repetitions; ++i) {
    auto line = run_probe("heartbeats_mesh", o);
    mine.push_back(line["cpu_s"]);
    heard.push_back(line["heard"]);
    rss.push_back(line["rss_bytes"]);
    bare.push_back(run_probe("heartbeats_floor", o)["cpu_s"]);
  }
  constexpr double mib = 1024 * 1024;
  print({{"bench", "heartbeats"},
         {"agents", o.size.agents},
         {"period_ms", o.heartbeat_period_ms},
         {"s", to_ms(o.heartbeats) / 1'000},
         {"cpu_s", median(mine)},
         {"heard", median(heard)},
         {"floor_cpu_s", median(bare)},
         {"ratio", median_ratio(mine, bare)},
         {"idle_rss_mib", median(rss) / mib}});
}

} // namespace mesh::bench
