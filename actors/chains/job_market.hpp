#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "messages/ids.hpp"

namespace mesh {

/// V7: where schedulers of different sectors find each other's waiting jobs. Any thread.
class job_market {
public:
  /// Tells the scheduler of a sector that an agent is idle.
  using tell = std::function<void(agent_id)>;

  explicit job_market(int sectors)
      : waiting_(static_cast<std::size_t>(sectors)),
        schedulers_(static_cast<std::size_t>(sectors)) {}

  /// A sector's scheduler has begun; it takes the place of the one before.
  void open(sector_id sector, tell to);
  /// So many jobs wait there.
  void waiting(sector_id sector, std::size_t jobs);
  /// Tells the scheduler of the sector in which most jobs wait, if any do but in `from`.
  void offer(agent_id idle, sector_id from);

private:
  std::vector<std::atomic<std::uint32_t>> waiting_;
  std::mutex mutex_;
  std::vector<tell> schedulers_;
};

} // namespace mesh
