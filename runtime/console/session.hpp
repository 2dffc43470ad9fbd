#pragma once
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "runtime/console/command.hpp"
#include "runtime/console/complete.hpp"
#include "runtime/console/held_lines.hpp"
#include "runtime/console/metrics.hpp"
#include "runtime/console/outcome.hpp"
#include "runtime/mesh/local_mesh.hpp"
#include "runtime/mesh/remote_sectors.hpp"

namespace mesh::console {

/// Runs operator's commands against a mesh, one at a time, as far as the mode of
/// the mesh allows (D2), and remembers what later ones refer to: the newest
/// results, for `expect` and for drawing scheduled beside unscheduled.
class session {
public:
  /// `starting` is called before each command.
  explicit session(local_mesh& mesh, std::function<void()> starting = {})
      : mesh_(mesh), starting_(std::move(starting)), held_(mesh.cfg().degradation) {}

  /// Before it, what was held and may run now. The command itself may be
  /// refused or held: the outcome says so.
  outcome execute(const script_line& line);
  /// Runs what was held, in order, as far as the mode allows now.
  void run_held();
  /// Is told the result of each command that was held and has run.
  void when_released(std::function<void(const outcome&)> tell) { released_ = std::move(tell); }
  [[nodiscard]] const held_lines& held() const { return held_; }
  [[nodiscard]] metric_values metrics();
  [[nodiscard]] completion_context completion() const;
  /// Whoever types here may name files of this host.
  void allow_files() { files_allowed_ = true; }
  /// `on failure continue` was said.
  [[nodiscard]] bool continues_after_failure() const { return continue_after_failure_; }

private:
  void run(const status_command& c, outcome& o);
  void run(const agents_command& c, outcome& o);
  void run(const agent_command& c, outcome& o);
  void run(const cluster_command& c, outcome& o);
  void run(const sector_command& c, outcome& o);
  void run(const route_exclude_command& c, outcome& o);
  void run(const route_around_command& c, outcome& o);
  void run(const route_list_command& c, outcome& o);
  void run(const route_clear_command& c, outcome& o);
  void run(const broadcast_command& c, outcome& o);
  void run(const ask_command& c, outcome& o);
  void run(const delegate_command& c, outcome& o);
  void run(const gather_command& c, outcome& o);
  void run(const cascade_command& c, outcome& o);
  void run(const pipeline_command& c, outcome& o);
  void run(const kpi_command& c, outcome& o);
  void run(const expect_command& c, outcome& o);
  void run(const wait_command& c, outcome& o);
  void run(const simulate_command& c, outcome& o);
  void run(const crash_command& c, outcome& o);
  void run(const hang_command& c, outcome& o);
  void run(const corrupt_command& c, outcome& o);
  void run(const lie_command& c, outcome& o);
  void run(const slow_command& c, outcome& o);
  void run(const events_command& c, outcome& o);
  void run(const breakers_command& c, outcome& o);
  void run(const breaker_command& c, outcome& o);
  void run(const heal_command& c, outcome& o);
  void run(const held_command& c, outcome& o);
  void run(const held_drop_command& c, outcome& o);
  void run(const freeze_command& c, outcome& o);
  void run(const thaw_command& c, outcome& o);
  void run(const grow_command& c, outcome& o);
  void run(const drain_command& c, outcome& o);
  void run(const nodes_command& c, outcome& o);
  void run(const node_drain_command& c, outcome& o);
  void run(const node_join_command& c, outcome& o);
  void run(const node_forget_command& c, outcome& o);
  void run(const node_adopt_command& c, outcome& o);
  void run(const conflicts_command& c, outcome& o);
  void run(const conflict_command& c, outcome& o);
  void run(const resolve_command& c, outcome& o);
  void run(const history_command& c, outcome& o);
  void run(const verify_command& c, outcome& o);
  void run(const chain_file_command& c, outcome& o);
  void run(const chain_look_command& c, outcome& o);
  void run(const chain_order_command& c, outcome& o);
  void run(const on_failure_command& c, outcome& o);
  void run(const help_command& c, outcome& o);
  void run(const quit_command& c, outcome& o);

  [[nodiscard]] static outcome begin(const command& what);
  void run_now(const command& what, outcome& o);
  [[nodiscard]] degradation_mode mode() const;
  [[nodiscard]] mode_restrictions restrictions() const;
  bool admit(const script_line& line, outcome& o);
  /// Lets time pass, in which held commands run. False when interrupted.
  bool pass(duration how_long);
  void fail(outcome& o, const error& why);
  void frozen(const freeze_result& result, const char* done, outcome& o);
  void change_size(const growth_report& report, membership until, double timeout_ms,
                   outcome& o);
  bool nothing_frozen(const scope& where, outcome& o);
  [[nodiscard]] std::size_t silent_and_frozen(const scope& where) const;
  [[nodiscard]] std::string nothing_to_heal(const scope& where) const;
  void inject(fault_kind what, const fault_command& c, outcome& o, double pause_ms = 0);
  bool agents_only(const fault_command& c, outcome& o);
  [[nodiscard]] std::vector<scope> some_agents(const scope& where, double share);
  void order_node(const std::string& name, node_act what, outcome& o);
  bool exists(const scope& where, outcome& o);
  void scattered(const scatter_result& result, exit_code code, const std::string& kind,
                 outcome& o);
  std::shared_ptr<const chain_plan> load_plan(const std::string& file, outcome& o);
  void change_rules(outcome& o, const std::function<void(routing_rules&)>& change);

  local_mesh& mesh_;
  std::function<void()> starting_;
  std::function<void(const outcome&)> released_;
  held_lines held_;
  last_results last_;
  std::map<std::string, nlohmann::ordered_json> arrivals_; // by kind and way, for `other`
  bool files_allowed_ = false;
  bool continue_after_failure_ = false;
  std::uint64_t faults_ = 0; // so far; each gets other agents
};

} // namespace mesh::console
