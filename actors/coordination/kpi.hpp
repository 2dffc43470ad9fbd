#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "messages/cascade.hpp"
#include "messages/gather_summary.hpp"
#include "messages/kpi_row.hpp"
#include "messages/sketch.hpp"

namespace mesh {

/// The mesh's report of itself (chapter KPI): counts since it started, and
/// the newest gathers for what changes as the mesh learns.
class kpi_board {
public:
  void gathered(const gather_summary& result, bool quorum_met, double window_ms,
                bool scheduled);
  /// A scheduled cascade that ran all its phases. Each kind has its own row: classes one
  /// after the other take longer than all agents at once.
  void cascaded(cascade_kind kind, double total_ms);
  /// The active rate, sampled once per summary period.
  void observed_active_rate(double rate);
  [[nodiscard]] std::vector<kpi_row> rows() const;

private:
  std::uint64_t gathers_ = 0;
  std::uint64_t quorums_ = 0;
  std::uint64_t answered_ = 0; // ready + conflict
  std::uint64_t ready_ = 0;
  std::uint64_t conflicts_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t ready_in_window_ = 0;
  sketch error_ms_;
  sketch lateness_ms_;
  std::optional<sketch> last_error_ms_; // of the newest scheduled gather
  std::array<sketch, 3> cascade_ms_;    // by kind
  std::uint64_t rate_samples_ = 0;
  std::uint64_t rate_good_ = 0;
};

} // namespace mesh
