#pragma once
#include "config/config.hpp"
#include "messages/ids.hpp"

namespace mesh::bench {

/// Who gets an agent's next message: mostly its neighbour in the cluster, one
/// in ten its like in the next sector. Each agent sends to one and hears from
/// one, so nobody's queue grows.
struct relay_route {
  topology_config size;

  static constexpr int one_in = 10; // leaves the sector
  [[nodiscard]] agent_id next(agent_id from, std::uint64_t messages_so_far) const {
    if (messages_so_far % one_in == 0)
      return {static_cast<std::uint8_t>((from.sector + 1) % size.sectors), from.cluster,
              from.agent};
    return {from.sector, from.cluster,
            static_cast<std::uint8_t>((from.agent + 1) % size.agents_per_cluster)};
  }
};

} // namespace mesh::bench
