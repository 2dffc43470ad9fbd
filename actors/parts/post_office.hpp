#pragma once
#include "actors/parts/cluster_members.hpp"
#include "actors/parts/mesh_counters.hpp"
#include "actors/parts/open_posts.hpp"
#include "config/config.hpp"
#include "messages/deadline.hpp"
#include "messages/post_order.hpp"
#include "messages/wire.hpp"

namespace mesh {

/// Passes messages on from agent to agent.
///
/// Every message that an agent of this cluster sends has a ticket from here on at the
/// latest, which counts it as undeliverable when it is dropped anywhere.
class post_office {
public:
  /// The lead's services to it.
  class ways {
  public:
    virtual ~ways() = default;
    virtual void hand_over(std::uint8_t slot, deliver what, time_point moment) = 0;
    /// To an agent of another cluster.
    virtual void pass_on(const wire<message>& what, const wire<post_order>& order) = 0;
    /// X4: an agent of this cluster may send no messages, and has tried.
    virtual void may_not_post(agent_id from, agent_id to) = 0;
    virtual message_id next_id(time_point moment) = 0;
    [[nodiscard]] virtual std::uint64_t wall_ms(time_point moment) const = 0;
  };
  /// `posting`: what an agent must be able to do to send messages (X4).
  post_office(ways& out, const cluster_members& members, mesh_counters& counters,
              process_id process, const config& cfg, capability_set posting);

  /// From an agent of this cluster.
  void take(post p, time_point moment);
  /// To one.
  void deliver_to(const wire<message>& what, const wire<post_order>& order, time_point moment);
  /// The agent was replaced: what it had not answered goes to the new one.
  void redeliver(std::uint8_t slot, time_point moment);

  /// The posts that are not answered yet.
  open_posts open;

private:
  ways& out_;
  const cluster_members& members_;
  mesh_counters& counters_;
  process_id process_;
  const config& cfg_;
  const capability_set posting_;
};

} // namespace mesh
