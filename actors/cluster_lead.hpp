#pragma once
#include <optional>
#include <string>
#include <vector>

#include "actors/parts/agent_pauses.hpp"
#include "actors/parts/agent_watch.hpp"
#include "actors/parts/cluster_gathers.hpp"
#include "actors/parts/cluster_members.hpp"
#include "actors/parts/context_guard.hpp"
#include "actors/parts/gathers_and_posts.hpp"
#include "actors/parts/lead_ways.hpp"
#include "actors/parts/post_office.hpp"
#include "actors/parts/turnover.hpp"
#include "config/config.hpp"
#include "supervisors/failure_detector.hpp"

namespace mesh {

/// Wires a lead's parts: says to each what concerns it of what the lead hears. The parts
/// speak of agents by slot.
class lead_state {
public:
  void begin(cluster_lead_self::pointer self, lead_setup setup);
  void tick(const lead_tick& t);

  // From the supervisor
  void adopt(std::vector<member> members);
  void lost(const member_lost& whom);
  void replaced(member by);
  void gone(const member_gone& whom);
  void leave(const leave_order& order);
  void left(const member_left& whom);
  void meet(sector_coordinator_actor c) { parts_->ways.meet(std::move(c)); }
  heal_report heal(const heal_order& order);

  // From agents
  void answered(ack a);
  void beat(const heartbeat& h);
  void note_work(const work_note& note);
  void stopped(agent_frozen what);
  void goes_on(const agent_thawed& what);
  void take_post(post p) { parts_->posts.take(std::move(p), now()); }

  // From above
  void scatter(const wire<message>& what, const wire<scatter_order>& order);
  void cancel(std::uint64_t gather) { parts_->gathers.cancel(gather, now()); }
  void set_rules(shared_rules rules) { parts_->gathers.set_rules(std::move(rules)); }
  void deliver_post(const wire<message>& what, const wire<post_order>& order);
  void freeze(freeze_order order) { parts_->pauses.order(std::move(order), now()); }
  void told(const circuit& c) { parts_->ways.told(c); }
  void quarantine(const quarantine_order& order) { parts_->guard.quarantine(order); }

private:
  [[nodiscard]] time_point now() const { return parts_->ways.now(); }
  [[nodiscard]] const surroundings& around() const { return parts_->ways.around(); }
  [[nodiscard]] const config& cfg() const { return parts_->ways.cfg(); }
  [[nodiscard]] agent_watch::hearing hearing(time_point moment) const;
  /// Whether this was said by the agent that has the slot now.
  [[nodiscard]] bool knows(std::uint8_t slot, std::uint16_t incarnation) const;
  known_agent& take_in(member m, time_point moment);
  void newcomer(member m);
  void forget(std::uint8_t slot);
  /// Open messages of an agent that does not come back ends here, by name.
  void fail_open(std::uint8_t slot, const std::string& detail);
  void learn(std::uint8_t slot, const profile_report& report, int queue_depth,
             time_point moment);
  void reach(std::uint8_t slot, bool away, time_point moment);
  void hold(std::uint8_t slot, const in_hand& what, time_point as_of, time_point moment);
  void sweep();

  struct parts {
    parts(cluster_lead_self::pointer self, lead_setup setup);
    cluster_members members;
    lead_ways ways;
    failure_detector detector;
    cluster_gathers gathers;
    post_office posts;
    gathers_and_posts open;
    agent_watch watch;
    context_guard guard;
    agent_pauses pauses;
    turnover passage;
  };
  std::optional<parts> parts_; // since begin()
  time_point next_summary_{};
};

/// A cluster lead (T3): computes when to send to each of its agents, gathers
/// their answers, keeps their rows (Z2) and sends summaries up.
cluster_lead_self::behavior_type
cluster_lead(cluster_lead_self::stateful_pointer<lead_state> self, lead_setup setup);

} // namespace mesh
