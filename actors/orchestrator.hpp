#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <caf/all.hpp>

#include "actors/coordination/collector.hpp"
#include "actors/coordination/freeze_round.hpp"
#include "actors/coordination/kpi.hpp"
#include "actors/parts/cascade_runs.hpp"
#include "actors/parts/delegate_runs.hpp"
#include "actors/parts/pipeline_runs.hpp"
#include "actors/surroundings.hpp"
#include "actors/wake_times.hpp"
#include "messages/lamport_clock.hpp"
#include "messages/type_ids.hpp"
#include "supervisors/circuit_breaker.hpp"

namespace mesh {

/// The orchestrator's own timers.
enum class orchestrator_wake : std::uint8_t { give_up, sample, breaker, freeze };
struct orchestrator_tick {
  orchestrator_wake what = orchestrator_wake::sample;
};

using orchestrator_self = orchestrator_actor::extend<caf::reacts_to<orchestrator_tick>>;

/// Everything an operator asks is built of one thing: a scatter, whose result
/// comes back through a continuation. Cascades, delegations and pipelines are
/// several in a row.
class orchestrator_state : private scatterer {
public:
  void begin(orchestrator_self::pointer self, const surroundings& around,
             mesh_supervisor_actor supervisor);
  void adopt(std::vector<sector_coordinator_actor> sectors);

  void scatter(const scatter_request& request, reach depth, scattered done) override;
  cascade_runs& cascades() { return *cascades_; }
  delegate_runs& delegations() { return *delegations_; }
  pipeline_runs& pipelines() { return *pipelines_; }
  void cancel(std::uint64_t client);
  void learn(const coordinator_is& news);
  void freeze(const freeze_order& order, std::function<void(freeze_report)> done);
  void note(const freeze_report& part);
  void freeze_due();

  void collect(const gather_summary& part);
  void give_up_due();
  void note(const sector_summary& line);
  void pass_post(const wire<message>& what, const wire<post_order>& from);
  void set_rules(const wire<routing_rules>& rules);
  void sample();
  [[nodiscard]] orchestrator_report report();

  // Failures and breakers (F4-F6, B1-B3)
  void failed(failure_event what);
  void learn(const circuit& news);
  void take(const wire<conflict_notice>& what);
  [[nodiscard]] error order(const circuit& what);
  void global_due();
  heal_report heal(const heal_order& order);

private:
  struct running {
    collector parts;
    wire<message> what; // to ask a coordinator again that was replaced
    wire<scatter_order> order;
    scatter_result result;
    time_point began;
    std::uint64_t client = 0;
    scattered done;
    bool redundant = false;    // who contradicts the others is a rogue (F5)
    bool of_a_cascade = false; // one of its phases
  };

  [[nodiscard]] time_point now() const;
  [[nodiscard]] const config& cfg() const { return around_->cfg; }
  [[nodiscard]] double ms_since(time_point began) const { return to_ms(now() - began); }
  [[nodiscard]] error check(const scatter_request& request, double window_ms,
                            double minimum) const override;
  [[nodiscard]] std::uint64_t next_gather() const override { return last_gather_ + 1; }
  [[nodiscard]] message compose(const draft& what, double ttl_ms, std::uint64_t command);
  void send_down(running& r);
  void ask(running& r, sector_id sector);
  void ask_again(sector_id sector);
  void give_up(running& r, sector_id sector);
  void watch_sectors(time_point moment);
  void remember(const circuit& what);
  void restore_breaker();
  void apply(const circuit_breaker::change& change);
  [[nodiscard]] int open_sectors() const;
  [[nodiscard]] error refusal() const;
  void probe_all();
  std::vector<agent_id> find_rogues(gather_summary& answers);
  void wake_to_give_up(time_point when);
  void finish_freeze();
  [[nodiscard]] int on_the_move(const freeze_order& order) const;
  void finish(std::map<std::uint64_t, running>::iterator done);

  orchestrator_self::pointer self_ = nullptr;
  const surroundings* around_ = nullptr;
  mesh_supervisor_actor supervisor_; // none: nobody replaces a coordinator
  std::vector<sector_coordinator_actor> sectors_;
  std::vector<std::optional<std::pair<sector_summary, time_point>>> lines_;
  std::vector<time_point> heard_; // when each sector was last, on the listening clock
  std::map<std::uint64_t, running> gathers_;
  std::uint64_t last_gather_ = 0;
  wake_times give_up_timers_;
  wake_times breaker_timers_;
  std::optional<circuit_breaker> global_; // B1: counts sectors, not failures
  std::vector<circuit> circuits_;         // that are not closed
  std::deque<failure_event> escalated_;
  message_id_source ids_{0};
  lamport_clock clock_;
  std::optional<targeting> choice_;
  std::optional<cascade_runs> cascades_;
  std::optional<delegate_runs> delegations_;
  std::optional<pipeline_runs> pipelines_;
  kpi_board kpi_;
  std::optional<time_point> last_cascade_;
  std::optional<freeze_round> freezing_;
  std::function<void(freeze_report)> frozen_;
  std::deque<std::pair<time_point, std::uint32_t>> conflicts_; // of the last hour
};

/// The root of the mesh (T1): turns requests into orders, puts the sectors'
/// parts together, keeps the global map (Z7) and the KPIs.
orchestrator_self::behavior_type
orchestrator(orchestrator_self::stateful_pointer<orchestrator_state> self,
             const surroundings* around, const mesh_supervisor_actor& supervisor);

} // namespace mesh

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::orchestrator_tick)
