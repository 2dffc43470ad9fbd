#pragma once
#include <map>
#include <optional>
#include <vector>

#include <caf/all.hpp>

#include "actors/coordination/collector.hpp"
#include "actors/coordination/freeze_round.hpp"
#include "actors/surroundings.hpp"
#include "actors/wake_times.hpp"
#include "messages/type_ids.hpp"
#include "supervisors/breaker_tree.hpp"
#include "supervisors/failure_growth.hpp"

namespace mesh {

/// A coordinator's own timers.
enum class sector_wake : std::uint8_t { give_up, summary, breakers, freeze };
struct sector_tick {
  sector_wake what = sector_wake::summary;
};

using sector_coordinator_self = sector_coordinator_actor::extend<caf::reacts_to<sector_tick>>;

struct sector_setup {
  const surroundings* around = nullptr;
  sector_id sector;
  orchestrator_actor parent;
  sector_supervisor_actor supervisor = {}; // none: nobody replaces a lead
};

class sector_state {
public:
  void begin(sector_coordinator_self::pointer self, sector_setup setup);
  void adopt(std::vector<cluster_lead_actor> leads);
  void learn(const lead_is& news);
  void meet(orchestrator_actor parent);
  void scatter(const wire<message>& what, const wire<scatter_order>& order);
  void collect(const gather_summary& part);
  void give_up_due();
  void cancel(const cancel_gather& c);
  void pass_post(const wire<message>& what, const wire<post_order>& from);
  void note(const cluster_summary& line);
  void watch_leads(time_point moment);
  void report();
  void set_rules(const wire<routing_rules>& rules);
  void freeze(const freeze_order& order);
  void note(const freeze_report& part);
  void freeze_due();

  // Breakers (B1-B3, F6)
  void failed(failure_event what);
  void order(const circuit& what);
  void quarantine(const wire<quarantine_order>& what);
  void take(const wire<conflict_notice>& what);
  void breakers_due();
  heal_report heal(const heal_order& order);

private:
  struct running {
    collector parts;
    wire<message> what; // to ask a lead again that was replaced
    wire<scatter_order> order;
    std::optional<scope> probes = {}; // it is not for the orchestrator, but for this breaker
  };
  [[nodiscard]] time_point now() const;
  [[nodiscard]] std::vector<agent_id> agents_of(const scatter_order& order, const message& what,
                                                cluster_id cluster) const;
  void restore_breakers();
  void apply(const breaker_events& events);
  void tell(const circuit& what);
  [[nodiscard]] bool turned_away(running& r, cluster_id cluster);
  void probe(const scope& where);
  void wake_for_breakers();
  void wake_to_give_up(time_point when);
  void ask(running& r, cluster_id cluster);
  void ask_again(cluster_id cluster);
  void cancel_all();
  void finish(std::map<std::uint64_t, running>::iterator done);
  void reopen_breakers(const freeze_order& order);
  void finish_freeze();

  sector_coordinator_self::pointer self_ = nullptr;
  sector_setup setup_;
  std::vector<cluster_lead_actor> leads_;
  std::vector<std::optional<cluster_summary>> lines_;
  std::vector<time_point> heard_; // when each lead was last, on the listening clock
  std::optional<wire<routing_rules>> rules_;
  std::map<std::uint64_t, running> gathers_;
  wake_times give_up_timers_;
  std::optional<breaker_tree> breakers_;
  std::optional<failure_growth> growth_;
  wake_times breaker_timers_;
  std::optional<circuit> global_; // the orchestrator's breaker, as it said
  message_id_source ids_{0};
  std::uint64_t probes_ = 0;
  std::optional<freeze_round> freezing_;
};

/// A sector coordinator: passes orders to its leads, merges what comes back,
/// keeps the sector's part of the map (Z7) and routes between its clusters.
sector_coordinator_self::behavior_type
sector_coordinator(sector_coordinator_self::stateful_pointer<sector_state> self,
                   sector_setup setup);

} // namespace mesh

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::sector_tick)
