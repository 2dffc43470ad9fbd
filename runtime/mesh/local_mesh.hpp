#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "actors/chain_messages.hpp"
#include "actors/supervision/tree.hpp"
#include "actors/work/http/talk_model.hpp"
#include "actors/work/kinds.hpp"
#include "actors/work/person/inbox_item.hpp"
#include "actors/work/simulated/simulated_world.hpp"
#include "config/config.hpp"
#include "messages/freeze.hpp"
#include "messages/membership.hpp"
#include "messages/orchestration.hpp"
#include "runtime/mesh/freezer.hpp"
#include "runtime/plans/planned_gather.hpp"

namespace mesh {

class agent_door;
class journal;
class gather_plans;
class inbox;
class linked_agents;
class operators_desk;
class remote_sectors;
class task_book;
struct sectors_setup;

/// The work of some agents, instead of what the configuration says.
struct work_override {
  scope where;
  std::vector<std::string> capabilities; // added to those of the agents
  work_factory make;
};

struct mesh_options {
  std::vector<work_override> work;
  /// Time stands still while nothing happens and jumps to the next event: a
  /// whole day passes in seconds, and a seed replays exactly. External
  /// programs cannot take part.
  bool virtual_time = false;
  /// In virtual time: which of so many actors that have something to do goes
  /// next. Not given: the one that has waited longest.
  std::function<std::size_t(std::size_t waiting)> next_actor;
  /// The supervisors' answer to the end of an actor.
  strategy_ptr strategy = one_for_one();
  /// The context of all agents from the start; its hash tells who has lost it (F4).
  std::string context;
  /// The folder of what outlives the process: conflicts, history, and what an
  /// earlier one froze is still frozen (O6). Empty: nothing does.
  std::string data;
  /// The folder in which chains put files; empty: such effects fail (V3).
  std::string effects;
  /// The setup of the actor system; none: for one process alone.
  std::function<std::unique_ptr<caf::actor_system_config>(const config&)> system = {};
  /// In virtual time: the actor system of others, who stay when this mesh ends;
  /// none: one of its own.
  caf::actor_system* actors = nullptr;
  /// The holder of the sectors; none: this process.
  std::function<std::unique_ptr<remote_sectors>(const sectors_setup&)> elsewhere = {};
  /// Opens what calls agents behind a URL; none: they cannot be called.
  web_caller_maker calls = {};
  /// Opens what asks the language model of the configuration; none: it cannot be asked (N1).
  talk_model_maker model = {};
  /// Told at the end when the disk has not taken all conflicts: how many are lost (K1).
  std::function<void(std::uint64_t conflicts)> lost = {};
  /// Asked now and then while a call waits; true ends it as cancelled.
  std::function<bool()> interrupted;
};

/// Thrown when a mesh cannot start at all.
class mesh_failure : public std::runtime_error {
public:
  explicit mesh_failure(error what)
      : std::runtime_error(to_string(what)), what_(std::move(what)) {}
  [[nodiscard]] const error& why() const { return what_; }

private:
  error what_;
};

/// A whole mesh in one process. The calls block until there is a result; they
/// may come from several threads, except in virtual time.
class local_mesh {
public:
  /// Throws mesh_failure, with every problem of the configuration or with what
  /// could not be started.
  explicit local_mesh(config cfg, mesh_options options = {});
  ~local_mesh();
  local_mesh(const local_mesh&) = delete;
  local_mesh& operator=(const local_mesh&) = delete;

  scatter_result scatter(scatter_request request);
  cascade_result cascade(cascade_request request);
  delegate_result delegate(delegate_request request);
  pipeline_result pipeline(pipeline_request request);
  orchestrator_report report();
  /// Starts what supervisors have given up (O5); a line for each thing done.
  heal_report heal(const scope& where);
  /// Opens or closes a breaker by hand (B2); what is wrong with that, if anything.
  error set_circuit(circuit what);
  /// Stops all agents of a scope, and preserves what they hold (O6). Complete
  /// when all have stopped and the file is there.
  freeze_result freeze(const scope& where);
  /// Lets them go on with all they had. The file is gone when all do.
  freeze_result thaw(const scope& where);
  [[nodiscard]] std::vector<scope> frozen() const;
  /// Of them, those that should be on the disk and are not.
  [[nodiscard]] freezer::unwritten_scopes frozen_unwritten() const;
  /// T5: more agents, or fewer. Answers when it is decided who; the roster tells
  /// when they have joined or left.
  growth_report grow(grow_order what);
  growth_report drain(drain_order what);
  /// A task whose result nobody wants to hear; somebody waits all the same, until
  /// its timeout (M3).
  void delegate_meanwhile(delegate_request request);
  /// Makes actors fail, to see what comes of it: before anything that is asked
  /// of them later.
  fault_report inject(fault_order what);
  /// The same without waiting: in the middle of whatever goes on.
  void inject_meanwhile(fault_order what);

  /// Begins a chain (V1); the answer names it. The plan must be valid.
  chain_answer run_chain(std::shared_ptr<const chain_plan> plan, chain_name called = {});
  /// The chain once it has ended or got stuck, or as it is when the patience is over.
  chain_view await_chain(const std::string& id, duration patience);
  chain_answer order_chain(chain_order what);
  /// Their board (V4).
  [[nodiscard]] const chain_book& chains() const;
  /// Makes the scheduler of a sector's chains fail, to see what comes of it (V6).
  void inject_meanwhile(sector_id scheduler, fault what);

  /// Lets time pass. False when interrupted.
  bool wait(duration how_long);
  [[nodiscard]] time_point now() const;
  [[nodiscard]] time_point started() const;

  [[nodiscard]] const config& cfg() const;
  [[nodiscard]] const roster& who() const;
  [[nodiscard]] const registry& agents() const;
  [[nodiscard]] const mesh_counters& counters() const;
  /// Failures and the reactions to them (F1-F6).
  [[nodiscard]] const event_log& events() const;
  /// The lateness of this process (F2).
  [[nodiscard]] process_watch::figures lateness() const;
  /// The conflicts (K1, K2) and the past (Z4).
  [[nodiscard]] journal& book();
  /// Now, since 1970, as the journal's times are.
  [[nodiscard]] std::uint64_t wall_ms() const;
  /// The same of a moment.
  [[nodiscard]] std::uint64_t wall_ms(time_point at) const;
  [[nodiscard]] const std::shared_ptr<simulated_world>& world() const;
  /// Changes the simulated world under these agents, on whichever host they are.
  void change_world(const std::vector<agent_id>& whose, const behaviour_change& what);
  /// The hosts that have the sectors; null: this process has them.
  [[nodiscard]] remote_sectors* others();
  /// Adds to the events.
  void note(const notice& what);
  /// The context of all agents.
  [[nodiscard]] const shared_context& context() const;
  /// The agents from outside, for whoever has their links.
  [[nodiscard]] linked_agents& linked();
  /// The messages that wait for people (class F).
  [[nodiscard]] inbox& people();
  /// As inbox::answer; waits for the disk.
  tl::expected<inbox_item, error> answer_item(std::uint64_t number, trinary state,
                                              const std::string& text, const std::string& by);
  /// The gathers that are planned for a moment.
  [[nodiscard]] gather_plans& plans();
  /// The requests of the newest messages that this process has sent.
  [[nodiscard]] const task_book& tasks() const;
  /// The proposals, and what operators speak about (N1).
  [[nodiscard]] operators_desk& desk();
  /// As gather_plans::plan, and cancel; they wait for the disk.
  tl::expected<planned_gather, error> plan(planned_gather what);
  tl::expected<planned_gather, error> cancel_plan(std::uint64_t number);
  /// The door through which they come; null: there is none. It must outlive its use here:
  /// whoever opens it closes it with null.
  void open_door(agent_door* door);
  [[nodiscard]] agent_door* door() const;
  [[nodiscard]] routing_rules rules() const;
  void set_rules(routing_rules rules);
  /// The same in one step, whoever else changes them meanwhile; what they are then.
  routing_rules change_rules(const std::function<void(routing_rules&)>& change);
  [[nodiscard]] bool virtual_time() const;
  [[nodiscard]] caf::actor_system& system();

private:
  struct parts;
  freeze_report tell(freeze_order order);
  template <class Result, class Request>
  Result ask(Request request);
  template <class Result>
  using told_when_kept = std::function<void(const tl::expected<Result, error>&)>;
  template <class Result>
  tl::expected<Result, error> kept(const std::function<void(told_when_kept<Result>)>& begin);
  template <class Result, class Handle, class Request>
  Result ask(const Handle& whom, Request request, std::uint64_t client);
  std::unique_ptr<parts> parts_;
};

} // namespace mesh
