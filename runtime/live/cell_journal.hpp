#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "runtime/live/cell.hpp"

namespace mesh::live {

/// The newest cells, and the frames that bring a reader there. Each frame is made once for
/// all readers. Pure.
class cell_journal {
public:
  using frame = std::shared_ptr<const std::string>;

  /// The next sample; false when nothing has changed, which is no new version.
  bool take(cells now);
  /// Of the newest cells; 0: there are none yet.
  [[nodiscard]] std::uint32_t version() const { return version_; }
  /// The frames that a reader of this version lacks: deltas, or one snapshot when it is new
  /// or so far behind that they would be more. Empty when it lacks nothing.
  [[nodiscard]] std::vector<frame> since(std::uint32_t version) const;
  [[nodiscard]] cell_counts counts() const { return counts_; }

private:
  struct step {
    std::uint32_t base = 0;
    frame bytes;
  };
  cells newest_;
  cell_counts counts_;
  std::uint32_t version_ = 0;
  std::deque<step> steps_; // the newest last
  std::size_t step_bytes_ = 0;
  mutable frame snapshot_; // of the newest cells; none: nobody has needed it
};

} // namespace mesh::live
