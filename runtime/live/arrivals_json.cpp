#include "runtime/live/arrivals_json.hpp"

#include <string>

namespace mesh::live {

nlohmann::ordered_json arrivals_json(const run_arrivals& run, time_point now) {
  const auto c = run.counts();
  auto bins = nlohmann::ordered_json::array();
  const auto by_bin = run.histogram();
  for (std::size_t i = 0; i < by_bin.size(); ++i)
    if (by_bin[i] > 0)
      bins.push_back(
          {run_arrivals::first_ms + static_cast<double>(i) * run_arrivals::bin_ms, by_bin[i]});
  return {{"id", std::to_string(run.gather)}, // beyond what a number holds in a browser
          {"scheduled", run.scheduled},
          {"window_ms", to_ms(run.window)},
          {"to_t_ms", to_ms(run.arrive - now)},
          {"clusters_running", c.running},
          {"targets", c.targets},
          {"sent", c.sent},
          {"ready", c.ready},
          {"conflict", c.conflict},
          {"straggler", c.straggler},
          {"skipped", c.skipped},
          {"expired", c.expired},
          {"refused", c.refused},
          {"bin_ms", run_arrivals::bin_ms},
          {"bins", std::move(bins)}};
}

} // namespace mesh::live
