#include "actors/coordination/kpi.hpp"

#include <cmath>

namespace mesh {

namespace {

std::optional<double> share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0)
    return std::nullopt;
  return 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

std::optional<double> quantile(const sketch& of, double q) {
  return of.count() == 0 ? std::nullopt : std::optional(of.quantile(q));
}

} // namespace

void kpi_board::gathered(const gather_summary& result, bool quorum_met, double window_ms,
                         bool scheduled) {
  ++gathers_;
  quorums_ += quorum_met ? 1 : 0;
  answered_ += result.ready + result.conflict;
  ready_ += result.ready;
  conflicts_ += result.conflict;
  if (!scheduled)
    return; // nothing was predicted
  sent_ += result.sent;
  auto inside = result.ready_offset.share_at_most(window_ms)
                * static_cast<double>(result.ready_offset.count());
  ready_in_window_ += static_cast<std::uint64_t>(std::lround(inside));
  error_ms_.merge(result.prediction_error);
  lateness_ms_.merge(result.send_lateness);
  last_error_ms_ = result.prediction_error;
}

void kpi_board::cascaded(cascade_kind kind, double total_ms) {
  cascade_ms_.at(static_cast<std::size_t>(kind)).add(total_ms);
}

void kpi_board::observed_active_rate(double rate) {
  constexpr double good = 0.95;
  ++rate_samples_;
  rate_good_ += rate >= good ? 1 : 0;
}

std::vector<kpi_row> kpi_board::rows() const {
  constexpr double predicted_within_ms = 50;
  auto within = [](const sketch& s) -> std::optional<double> {
    if (s.count() == 0)
      return std::nullopt;
    return 100 * s.share_at_most(predicted_within_ms);
  };
  constexpr double longest_ms = 1'000; // of a cascade that reaches all agents at once
  constexpr double classes = 5;        // one after the other; people are not waited for
  auto cascade_p95 = [this](cascade_kind kind) {
    return quantile(cascade_ms_.at(static_cast<std::size_t>(kind)), 0.95);
  };
  std::vector<kpi_row> rows{
      {"gathers_with_quorum", share(quorums_, gathers_), "%", 99, false},
      {"ready_in_window", share(ready_in_window_, sent_), "%", 95, false},
      {"predicted_within_50ms", within(error_ms_), "%", 90, false},
      {"prediction_error_p95", quantile(error_ms_, 0.95), "ms", 50, true},
      {"prediction_error_p95_last", std::nullopt, "ms", 50, true},
      {"conflict_rate", share(conflicts_, answered_), "%", 1, true},
      {"time_with_95_active", share(rate_good_, rate_samples_), "%", 99.9, false},
      {"cascade_parallel_p95", cascade_p95(cascade_kind::parallel), "ms", longest_ms, true},
      {"cascade_wave_p95", cascade_p95(cascade_kind::wave), "ms", longest_ms, true},
      {"cascade_priority_p95", cascade_p95(cascade_kind::priority_first), "ms",
       classes * longest_ms, true},
      {"send_lateness_p99", quantile(lateness_ms_, 0.99), "ms", 1, true},
  };
  if (last_error_ms_)
    rows[4].value = quantile(*last_error_ms_, 0.95);
  return rows;
}

} // namespace mesh
