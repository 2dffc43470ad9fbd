#pragma once
#include <functional>
#include <optional>
#include <vector>

#include <caf/all.hpp>

#include "actors/parts/branch.hpp"
#include "actors/parts/cascade_runs.hpp"
#include "actors/parts/delegate_runs.hpp"
#include "actors/parts/failure_desk.hpp"
#include "actors/parts/freeze_desk.hpp"
#include "actors/parts/global_breaker.hpp"
#include "actors/parts/mesh_figures.hpp"
#include "actors/parts/pipeline_runs.hpp"
#include "actors/parts/scatter_desk.hpp"
#include "actors/parts/silence_watch.hpp"
#include "actors/parts/surroundings.hpp"
#include "messages/type_ids.hpp"

namespace mesh {

/// The orchestrator's own timers.
enum class orchestrator_wake : std::uint8_t { give_up, sample, breaker, freeze };
struct orchestrator_tick {
  orchestrator_wake what = orchestrator_wake::sample;
};

using orchestrator_self = orchestrator_actor::extend<caf::reacts_to<orchestrator_tick>>;

/// Composes the parts of the orchestrator, and keeps the map of the sectors (Z7).
class orchestrator_state {
public:
  void begin(orchestrator_self::pointer self, const surroundings& around,
             mesh_supervisor_actor supervisor);
  void adopt(std::vector<sector_coordinator_actor> sectors);
  /// A coordinator was replaced.
  void learn(const coordinator_is& news);
  void note(const sector_summary& line);
  void collect(const gather_summary& part);
  void pass_post(const wire<message>& what, const wire<post_order>& from);
  void set_rules(const wire<routing_rules>& rules);
  void freeze(const freeze_order& order, std::function<void(freeze_report)> done);
  void take(const wire<conflict_notice>& what);
  [[nodiscard]] error order(const circuit& what);
  heal_report heal(const heal_order& order);
  [[nodiscard]] orchestrator_report report();
  void woken(orchestrator_wake by);

  scatter_desk& scatters() { return *scatters_; }
  cascade_runs& cascades() { return *cascades_; }
  delegate_runs& delegations() { return *delegations_; }
  pipeline_runs& pipelines() { return *pipelines_; }
  global_breaker& breaker() { return *breaker_; }
  freeze_desk& freezes() { return *freezes_; }
  failure_desk& failures() { return *failures_; }

private:
  using sector_branch = branch<orchestrator_self::pointer, sector_coordinator_actor>;

  [[nodiscard]] time_point now() const;
  [[nodiscard]] alarm alarm_of(orchestrator_wake what);
  void begin_breaker();
  void begin_runs();
  void sample();
  void watch_sectors();
  [[nodiscard]] error check(const freeze_order& order) const;

  orchestrator_self::pointer self_ = nullptr;
  const surroundings* around_ = nullptr;
  mesh_supervisor_actor supervisor_; // none: nobody replaces a coordinator
  std::optional<sector_branch> sectors_;
  std::optional<silence_watch> silence_;
  std::vector<std::optional<time_point>> lines_; // when each sector's newest summary came
  mesh_figures figures_;
  std::optional<global_breaker> breaker_;
  std::optional<failure_desk> failures_;
  std::optional<targeting> choice_;
  std::optional<scatter_engine> engine_;
  std::optional<scatter_desk> scatters_;
  std::optional<cascade_runs> cascades_;
  std::optional<delegate_runs> delegations_;
  std::optional<pipeline_runs> pipelines_;
  std::optional<freeze_desk> freezes_;
};

/// The root of the mesh (T1): turns requests into orders, puts the sectors'
/// parts together, keeps the global map (Z7) and the KPIs.
orchestrator_self::behavior_type
orchestrator(orchestrator_self::stateful_pointer<orchestrator_state> self,
             const surroundings* around, const mesh_supervisor_actor& supervisor);

} // namespace mesh

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::orchestrator_tick)
