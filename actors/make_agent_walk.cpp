#include <caf/send.hpp>

#include "actors/agent.hpp"

namespace mesh {

std::unique_ptr<agent_walk> make_agent_walk(agent_self::pointer self,
                                            const surroundings& around, agent_id who) {
  return std::make_unique<agent_walk>(
      who, around.cfg.chains,
      agent_walk::ways{
          [self, &around](time_point when) { around.timers.at(when, self, look_back{}); },
          [me = self->address()] {
            return [me] {
              if (auto to = caf::actor_cast<caf::actor>(me))
                caf::anon_send(to, chain_moved{});
            };
          }});
}

} // namespace mesh
