#pragma once
#include <cstdint>

#include "actors/coordination/agent_row.hpp"
#include "config/config.hpp"
#include "messages/profile_report.hpp"

namespace mesh {

struct impedance_config;

/// Usual times of one agent (Z6): the mean of the medians that it reported
/// over the last hour, of its latency and of its processing apart. A quantity
/// that was measured only a few times has none.
class baseline {
public:
  baseline() = default;
  /// As the lead before this one published it.
  static baseline of(const agent_row& row, const impedance_config& cfg);

  /// Once per heartbeat: both then count by time, however much work there is.
  void note(const profile_report& report, const impedance_config& cfg);
  /// Writes what is usual into the row; all 0 while nothing is known.
  void write(agent_row& to, const impedance_config& cfg) const;

private:
  struct mean {
    float ms = 0;
    std::uint16_t count = 0;
    void add(float value, std::uint16_t longest);
  };
  mean latency_;
  mean processing_;
};

} // namespace mesh
