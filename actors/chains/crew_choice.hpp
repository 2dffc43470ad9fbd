#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <set>

#include "actors/chains/crew_load.hpp"
#include "actors/coordination/registry.hpp"

namespace mesh {

/// What a job needs, and who may not take it.
struct crew_wanted {
  routing_request request;
  std::set<agent_id> barred;
  std::optional<agent_id> preferred; // takes it when it may and is idle: it walks on (V2)
  std::uint64_t random = 0;
};

/// Chooses agents for jobs of chains: an idle one, the best of the scheduler's own sector, then
/// of some others at random; when none is idle, the one with the least to do.
class crew_choice {
public:
  /// Jobs that wait for an agent at this scheduler.
  using waiting = std::function<std::size_t(agent_id)>;

  crew_choice(const registry& agents, const crew_load& load, sector_id home, int sectors,
              waiting queued)
      : agents_(agents),
        load_(load),
        home_(home),
        sectors_(sectors),
        waiting_(std::move(queued)) {}

  struct choice {
    agent_id agent;
    bool idle = false;
  };
  /// Somebody who may be sent this now; none when there is nobody.
  [[nodiscard]] std::optional<choice> pick(const crew_wanted& wanted,
                                           const routing_rules& rules) const;
  /// Whether this one may be sent it now.
  [[nodiscard]] bool may_take(agent_id agent, const crew_wanted& wanted,
                              const routing_rules& rules) const;

private:
  [[nodiscard]] std::size_t load_of(agent_id agent) const {
    return static_cast<std::size_t>(load_.of(agent)) + waiting_(agent);
  }
  [[nodiscard]] std::optional<agent_id> idle_in(const scope& where, const crew_wanted& wanted,
                                                const routing_rules& rules) const;
  [[nodiscard]] std::optional<choice> least_loaded_in(const scope& where,
                                                      const crew_wanted& wanted,
                                                      const routing_rules& rules) const;

  const registry& agents_;
  const crew_load& load_;
  sector_id home_;
  int sectors_;
  waiting waiting_;
};

} // namespace mesh
