#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include <caf/actor_system.hpp>
#include <caf/scheduler/test_coordinator.hpp>

namespace mesh::testing {

/// Timers that are always there. A heartbeat sets some for a moment; with many clusters
/// one of them beats at any moment, but each has moments without. So the fewest that were
/// seen count, of each receiver by itself.
class timers_at_rest {
public:
  /// The receivers of all timers that are set at a moment.
  void look(const std::vector<std::uint64_t>& receivers) {
    std::map<std::uint64_t, std::size_t> now;
    for (auto receiver : receivers)
      ++now[receiver];
    if (!fewest_)
      fewest_ = now;
    for (auto& [receiver, fewest] : *fewest_) {
      auto seen = now.find(receiver);
      fewest = std::min(fewest, seen == now.end() ? 0 : seen->second);
    }
  }
  [[nodiscard]] std::size_t count() const {
    std::size_t all = 0;
    if (fewest_)
      for (const auto& [receiver, fewest] : *fewest_)
        all += fewest;
    return all;
  }

private:
  std::optional<std::map<std::uint64_t, std::size_t>> fewest_;
};

/// Of the timers that are set in virtual time; 0 for CAF's own. Those that are due within ten
/// minutes: a timer cannot be cancelled, and the probe of a cluster with people in it sets one
/// for as long as they may take, also when it ends sooner.
inline std::vector<std::uint64_t> timer_receivers(caf::actor_system& system) {
  constexpr auto soon = std::chrono::minutes(10);
  std::vector<std::uint64_t> all;
  auto& scheduler = dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
  for (const auto& [when, what] : scheduler.clock().schedule()) {
    if (when > scheduler.clock().now() + soon)
      continue;
    const auto* timer =
        dynamic_cast<const caf::detail::simple_actor_clock::actor_msg*>(what.get());
    all.push_back(timer == nullptr ? 0 : timer->receiver->id());
  }
  return all;
}

} // namespace mesh::testing
