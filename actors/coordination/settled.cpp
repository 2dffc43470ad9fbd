#include "actors/coordination/settled.hpp"

namespace mesh {

bool settled(const agent_row& row, int heartbeats, const config& cfg) {
  if (heartbeats >= cfg.growth.longest_settling)
    return true;
  return heartbeats >= cfg.growth.settle_heartbeats
         && row.drift <= cfg.impedance.unstable_drift;
}

} // namespace mesh
