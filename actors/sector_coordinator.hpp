#pragma once
#include <functional>
#include <optional>
#include <vector>

#include <caf/all.hpp>

#include "actors/parts/branch.hpp"
#include "actors/parts/freeze_desk.hpp"
#include "actors/parts/scatter_engine.hpp"
#include "actors/parts/sector_breakers.hpp"
#include "actors/parts/silence_watch.hpp"
#include "actors/parts/surroundings.hpp"
#include "messages/type_ids.hpp"

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

/// Composes the parts of a coordinator, and keeps the sector's part of the map (Z7).
class sector_state {
public:
  void begin(sector_coordinator_self::pointer self, sector_setup setup);
  void adopt(std::vector<cluster_lead_actor> leads);
  /// A lead was replaced, or there is a new cluster (T5).
  void learn(const lead_is& news);
  void meet(orchestrator_actor parent);
  void scatter(const wire<message>& what, const wire<scatter_order>& order);
  void pass_post(const wire<message>& what, const wire<post_order>& from);
  void note(const cluster_summary& line);
  void set_rules(const wire<routing_rules>& rules);
  void freeze(const freeze_order& order);
  void failed(failure_event what);
  void order(const circuit& what);
  void quarantine(const wire<quarantine_order>& what);
  void take(const wire<conflict_notice>& what);
  heal_report heal(const heal_order& order);
  void woken(sector_wake by);

  scatter_engine& engine() { return *engine_; }
  freeze_desk& freezes() { return *freezes_; }

private:
  using lead_branch = branch<sector_coordinator_self::pointer, cluster_lead_actor>;

  [[nodiscard]] time_point now() const;
  [[nodiscard]] alarm alarm_of(sector_wake what);
  void begin_breakers();
  void tell(const circuit& what);
  [[nodiscard]] duration links_to(const scope& where) const;
  void probe(const scope& where, duration links, std::function<void(bool)> done);
  void report();
  void watch_leads();

  sector_coordinator_self::pointer self_ = nullptr;
  sector_setup setup_;
  std::optional<lead_branch> leads_;
  std::optional<silence_watch> silence_;
  std::vector<std::optional<cluster_summary>> lines_; // each cluster's newest
  std::optional<wire<routing_rules>> rules_;
  std::optional<circuit> global_; // the orchestrator's breaker, as it said
  std::optional<sector_breakers> breakers_;
  std::optional<scatter_engine> engine_;
  std::optional<freeze_desk> freezes_;
  message_id_source ids_{0};
  std::uint64_t probes_ = 0;
};

/// A sector coordinator: passes orders to its leads, merges what comes back,
/// keeps the sector's part of the map (Z7) and routes between its clusters.
sector_coordinator_self::behavior_type
sector_coordinator(sector_coordinator_self::stateful_pointer<sector_state> self,
                   sector_setup setup);

} // namespace mesh

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::sector_tick)
