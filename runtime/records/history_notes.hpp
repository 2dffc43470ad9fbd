#pragma once
#include <cstdint>
#include <vector>

#include "actors/coordination/registry.hpp"
#include "messages/vocabulary.hpp"
#include "runtime/records/history.hpp"

namespace mesh {

/// When the mesh's figures are to be noted down (Z4): once a period, and not before the disk
/// has taken or refused the sample before.
class history_notes {
public:
  explicit history_notes(duration period) : period_(period) {}

  void begin(time_point now) { taken_at_ = now; }
  enum class step { wait, take, miss };
  /// `take`: a sample is begun, until `done`. `miss`: one is due, and the one before is
  /// still on its way.
  step due(time_point now);
  void done() { on_its_way_ = false; }

private:
  duration period_;
  time_point taken_at_{};
  bool on_its_way_ = false;
};

/// A row for each agent, and one for each cluster with the means of its members.
std::vector<storage::history_row> history_rows(const registry& agents, std::uint64_t at_ms);

} // namespace mesh
