#include "actors/coordination/baseline.hpp"

#include <algorithm>

#include "config/config.hpp"

namespace mesh {

namespace {

/// Reports that make up the span; from then on old ones fade.
std::uint16_t longest_of(const impedance_config& cfg) {
  constexpr double most = 60'000; // fits the count
  return static_cast<std::uint16_t>(
      std::clamp(cfg.baseline_span_ms / cfg.heartbeat_period_ms, 1.0, most));
}

} // namespace

void baseline::mean::add(float value, std::uint16_t longest) {
  count = std::min(static_cast<std::uint16_t>(count + 1), longest);
  ms += (value - ms) / static_cast<float>(count);
}

baseline baseline::of(const agent_row& row, const impedance_config& cfg) {
  baseline known;
  if (row.usual_latency_ms > 0)
    known.latency_ = {row.usual_latency_ms, longest_of(cfg)};
  if (row.usual_processing_ms > 0)
    known.processing_ = {row.usual_processing_ms, longest_of(cfg)};
  return known;
}

void baseline::note(const profile_report& report, const impedance_config& cfg) {
  auto longest = longest_of(cfg);
  if (report.latency_samples >= cfg.baseline_samples)
    latency_.add(report.latency_ms, longest);
  if (report.processing_samples >= cfg.baseline_samples)
    processing_.add(report.processing_ms, longest);
}

void baseline::write(agent_row& to, const impedance_config& cfg) const {
  to.usual_latency_ms = latency_.ms;
  to.usual_processing_ms = processing_.ms;
  to.mean_score = 0;
  if (latency_.count == 0 && processing_.count == 0)
    return;
  // An unknown value of one of the two is taken as it is now: that is no change.
  impedance usual;
  usual.latency_ms = latency_.count > 0 ? latency_.ms : to.latency_ms;
  usual.processing_ms = processing_.count > 0 ? processing_.ms : to.processing_ms;
  to.mean_score = static_cast<float>(estimate_arrival(usual, 0, cfg).expected_ms);
}

} // namespace mesh
