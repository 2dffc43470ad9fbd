#include "tests/bench/meshes.hpp"

#include "tests/bench/bench.hpp"
#include "tests/bench/measure.hpp"

namespace mesh::bench {

config quiet_config(const topology_config& size) {
  config cfg;
  cfg.topology = size;
  cfg.simulation.delay_factor = 0;
  cfg.simulation.jitter = 0;
  for (auto& cls : cfg.classes)
    cls.latency_min_ms = cls.latency_max_ms = cls.processing_ms = 0;
  return cfg;
}

cascade_request to_everyone(bool scheduled, const std::string& payload) {
  cascade_request request;
  request.what.payload = payload;
  request.window_ms = 60'000;
  request.scheduled = scheduled;
  return request;
}

double cascade_ms(local_mesh& mesh, bool scheduled, const std::string& payload) {
  stopwatch watch;
  auto done = mesh.cascade(to_everyone(scheduled, payload));
  auto ms = watch.ms();
  const auto& s = done.total.summary;
  auto everyone = static_cast<std::uint32_t>(mesh.who().agents());
  if (s.ready + (scheduled ? s.skipped : 0) != everyone)
    throw bench_failure(std::to_string(s.ready) + " of " + std::to_string(everyone)
                        + " agents answered a cascade");
  return ms;
}

} // namespace mesh::bench
