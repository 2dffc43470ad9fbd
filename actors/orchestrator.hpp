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
#include "actors/surroundings.hpp"
#include "actors/wake_times.hpp"
#include "actors/work/random.hpp"
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
class orchestrator_state {
public:
  using scattered = std::function<void(scatter_result)>;

  void begin(orchestrator_self::pointer self, const surroundings& around,
             mesh_supervisor_actor supervisor);
  void adopt(std::vector<sector_coordinator_actor> sectors);

  void scatter(const scatter_request& request, reach depth, scattered done);
  void cascade(const cascade_request& request, std::function<void(cascade_result)> done);
  void delegate(const delegate_request& request, std::function<void(delegate_result)> done);
  void pipeline(const pipeline_request& request, std::function<void(pipeline_result)> done);
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
  /// Who may be sent something: first those that can answer in time.
  struct able_agents {
    std::vector<agent_id> agents;
    std::size_t in_time = 0; // so many of them
  };
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
  struct cascade_run;
  struct delegate_run;
  struct pipeline_run;

  [[nodiscard]] time_point now() const;
  [[nodiscard]] const config& cfg() const { return around_->cfg; }
  [[nodiscard]] double ms_since(time_point began) const { return to_ms(now() - began); }
  /// What is wrong with a request; `errc::none` when nothing is.
  [[nodiscard]] error check(const scatter_request& request, double window_ms,
                            double minimum) const;
  [[nodiscard]] error check_parts(const scatter_request& request) const;
  [[nodiscard]] error check_scope(const scatter_request& request) const;
  [[nodiscard]] error check(const cascade_run& run) const;
  [[nodiscard]] tl::expected<able_agents, error> find_able(const scatter_request& request,
                                                           const routing_request& wanted) const;
  [[nodiscard]] bool in_time(const scatter_request& request, const agent_row& row) const;
  [[nodiscard]] bool is_meant_for_somebody(const scatter_request& request,
                                           const routing_request& wanted) const;
  [[nodiscard]] tl::expected<std::vector<target>, error>
  choose_targets(const scatter_request& request);
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
  [[nodiscard]] static error turned_away(const gather_summary& s);
  void probe_all();
  std::vector<agent_id> find_rogues(gather_summary& answers);
  void wake_to_give_up(time_point when);
  void finish_freeze();
  [[nodiscard]] int on_the_move(const freeze_order& order) const;
  [[nodiscard]] error check_frozen(const scope& where, std::optional<agent_class> cls,
                                   const std::vector<agent_id>& targets) const;
  void finish(std::map<std::uint64_t, running>::iterator done);
  [[nodiscard]] std::vector<agent_id> agents_of(const scatter_order& order, const message& what,
                                                sector_id sector) const;
  [[nodiscard]] error why_nobody(const scope& where, const routing_request& wanted) const;
  void count_unsent(cascade_result& to, const scatter_result& sectors) const;
  [[nodiscard]] static scatter_request request_of(const cascade_run& run,
                                                  const cascade_phase& phase);
  void next_phase(const std::shared_ptr<cascade_run>& run);
  [[nodiscard]] bool has_anybody(agent_class cls) const;
  void add_phase(cascade_result& to, const cascade_phase& phase,
                 const scatter_result& part) const;
  void add_answers(cascade_result& to, const scatter_result& part) const;
  void end_cascade(cascade_run& run, bool complete);
  void next_attempt(const std::shared_ptr<delegate_run>& run);
  void next_step(const std::shared_ptr<pipeline_run>& run);
  [[nodiscard]] error nobody_for(delegate_run& run) const;
  [[nodiscard]] std::optional<agent_id> pick(const delegate_run& run) const;

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
  random_source random_{0};
  shared_rules rules_ = std::make_shared<const routing_rules>();
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
