#pragma once
#include <bitset>
#include <optional>
#include <string>
#include <vector>

#include <caf/all.hpp>

#include "actors/parts/agent_pauses.hpp"
#include "actors/parts/agent_watch.hpp"
#include "actors/parts/cluster_gathers.hpp"
#include "actors/parts/cluster_members.hpp"
#include "actors/parts/context_guard.hpp"
#include "actors/parts/post_office.hpp"
#include "actors/parts/surroundings.hpp"
#include "actors/parts/turnover.hpp"
#include "config/config.hpp"
#include "messages/interfaces.hpp"
#include "messages/type_ids.hpp"

namespace mesh {

/// A lead's own timers.
enum class lead_wake : std::uint8_t { send, close, publish, sweep, retry, freeze, leave };
struct lead_tick {
  lead_wake what = lead_wake::sweep;
  std::uint64_t gather = 0; // send: whose next send is due
};

using cluster_lead_self = cluster_lead_actor::extend<caf::reacts_to<lead_tick>>;

struct lead_setup {
  const surroundings* around = nullptr;
  cluster_id cluster;
  sector_coordinator_actor coordinator;
  shared_rules rules;
  cluster_supervisor_actor supervisor = {}; // none: nobody replaces an agent
};

/// The ways out of a cluster lead: to its agents, whose handles only this class has, to
/// those above it, to its own timers, and to the registry.
///
/// The registry has the cluster's page as it was at most one publish period ago, and
/// at once when something changed by which agents are chosen.
class lead_ways final : public cluster_gathers::ways,
                        public post_office::ways,
                        public agent_watch::ways,
                        public context_guard::ways,
                        public agent_pauses::ways,
                        public turnover::ways {
public:
  lead_ways(cluster_lead_self::pointer self, lead_setup setup, cluster_members& members);

  [[nodiscard]] time_point now() const { return self_->clock().now(); }
  [[nodiscard]] const surroundings& around() const { return *setup_.around; }
  [[nodiscard]] const config& cfg() const { return setup_.around->cfg; }
  void wake_at(time_point when, lead_wake what, std::uint64_t gather = 0);

  /// The agent in a slot now, if there is one.
  void meet(std::uint8_t slot, agent_actor agent);
  void meet(sector_coordinator_actor c) { setup_.coordinator = std::move(c); }
  /// B2: whoever chooses agents is to see that nobody here may be chosen. Breakers
  /// outlive their coordinator: what is open stays so until it is told otherwise.
  void told(const circuit& c);
  void report(const cluster_summary& of);

  // To agents
  void hand_over(std::uint8_t slot, deliver what, time_point moment) override;
  void take_back(std::uint8_t slot, const withdraw& what) override;
  void ask(std::uint8_t slot, const pulse& p) override;
  void tell(std::uint8_t slot, const freeze_agent& order) override;
  void tell(std::uint8_t slot, const thaw_agent& order) override;
  void load_good_context(std::uint8_t slot) override;

  // To the timers
  void wake_to_send(std::uint64_t gather, time_point when) override;
  void wake_to_close(time_point when) override { wake_at(when, lead_wake::close); }
  void wake_to_retry(time_point when) override { wake_at(when, lead_wake::retry); }
  void wake_to_give_up(time_point when) override { wake_at(when, lead_wake::freeze); }
  void wake_to_let_go(time_point when) override { wake_at(when, lead_wake::leave); }

  // To those above
  void ended(const gather_summary& how) override;
  void report(failure_detector::seen what) override;
  void report(freeze_report what) override;
  void pass_on(const wire<message>& what, const wire<post_order>& order) override;
  void counted(const ack& a, const message& about, std::uint32_t part,
               std::optional<scope> given_to, message_id record, time_point moment) override;
  void may_not_post(agent_id from, agent_id to) override;
  message_id next_conflict(time_point moment) override;
  message_id next_id(time_point moment) override;
  [[nodiscard]] std::uint64_t wall_ms(time_point moment) const override;

  // To the supervisor
  [[nodiscard]] bool supervised() const override { return bool(setup_.supervisor); }
  bool may_die(time_point moment) override;
  void replace(std::uint8_t slot, std::string why) override;
  void may_leave(std::uint8_t slot) override;

  // To the registry
  void changed(time_point moment) override;
  void publish() override;

private:
  [[nodiscard]] float slowest_ms() const;

  cluster_lead_self::pointer self_;
  lead_setup setup_;
  cluster_members& members_;
  std::vector<agent_actor> handles_; // by slot
  message_id_source ids_;
  std::bitset<3> open_; // breakers over this cluster, by scope::level: global, sector, own
  time_point published_{};
  float published_slowest_ms_ = 0;
  bool publish_armed_ = false;
};

} // namespace mesh

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::lead_tick)
