#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "config/config.hpp"
#include "messages/vocabulary.hpp"

/// What bare CAF does with time: every timer is a message of its clock.
namespace mesh::bench {

/// How late messages came that were due evenly over `spread`, one for each
/// agent, scheduled by its lead; in ms.
struct floor_lateness {
  std::vector<double> ms;
  double cpu_ms = 0;
};
floor_lateness floor_arrival(const topology_config& size, duration spread);

/// Every agent sends its lead a heartbeat once per period, by its own timer.
class floor_heartbeats {
public:
  floor_heartbeats(const topology_config& size, duration period);
  ~floor_heartbeats();
  floor_heartbeats(const floor_heartbeats&) = delete;
  floor_heartbeats& operator=(const floor_heartbeats&) = delete;
  void run_for(duration how_long);
  [[nodiscard]] std::uint64_t heard() const;

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace mesh::bench
