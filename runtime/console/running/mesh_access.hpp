#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "actors/chains/chain_book.hpp"
#include "actors/coordination/registry.hpp"
#include "actors/coordination/roster.hpp"
#include "actors/coordination/routing.hpp"
#include "actors/parts/mesh_counters.hpp"
#include "actors/work/person/inbox_item.hpp"
#include "actors/work/simulated/simulated_world.hpp"
#include "config/config.hpp"
#include "messages/freeze.hpp"
#include "messages/membership.hpp"
#include "messages/orchestration.hpp"
#include "messages/supervision_messages.hpp"
#include "runtime/mesh/agent_door.hpp"
#include "runtime/mesh/freezer.hpp"
#include "runtime/mesh/nodes_report.hpp"
#include "runtime/plans/planned_gather.hpp"
#include "runtime/records/journal.hpp"
#include "supervisors/event_log.hpp"
#include "supervisors/process_watch.hpp"

namespace mesh {
class inbox;
class operators_desk;
class task_book;
struct notice;
} // namespace mesh

namespace mesh::console {

/// An operator's act on a host (R2): `node_act` documents it.
enum class host_order : std::uint8_t { drain, join, forget, adopt };

/// A chain that has begun: its id, and whether an earlier command of that name began it.
struct chain_begin {
  std::string id;
  bool again = false;
};

/// The mesh as commands see it; `local_mesh` documents the calls. Those that change it or
/// ask its actors block until there is a result.
class mesh_access {
public:
  mesh_access() = default;
  virtual ~mesh_access() = default;
  mesh_access(const mesh_access&) = delete;
  mesh_access& operator=(const mesh_access&) = delete;

  [[nodiscard]] virtual const config& cfg() const = 0;
  [[nodiscard]] virtual const roster& who() const = 0;
  [[nodiscard]] virtual const registry& agents() const = 0;
  [[nodiscard]] virtual const mesh_counters& counters() const = 0;
  [[nodiscard]] virtual const event_log& events() const = 0;
  [[nodiscard]] virtual process_watch::figures lateness() const = 0;
  [[nodiscard]] virtual simulated_behaviour simulated(agent_id agent) const = 0;
  [[nodiscard]] virtual std::vector<scope> frozen() const = 0;
  [[nodiscard]] virtual freezer::unwritten_scopes frozen_unwritten() const = 0;
  [[nodiscard]] virtual routing_rules rules() const = 0;
  [[nodiscard]] virtual const chain_book& chains() const = 0;
  [[nodiscard]] virtual time_point now() const = 0;
  [[nodiscard]] virtual time_point started() const = 0;
  [[nodiscard]] virtual std::uint64_t wall_ms(time_point at) const = 0;
  virtual journal& book() = 0;
  virtual orchestrator_report report() = 0;
  /// The hosts of a mesh over several; none: all sectors are in this process.
  virtual std::optional<nodes_report> hosts() = 0;
  /// The door for agents from outside (X1); null: this mesh has none.
  [[nodiscard]] virtual agent_door* door() const = 0;
  /// The messages for people (class F).
  [[nodiscard]] virtual const inbox& people() const = 0;
  /// The requests of the newest messages that this process has sent.
  [[nodiscard]] virtual const task_book& tasks() const = 0;
  /// The hash of the context that all agents are to have (F4).
  [[nodiscard]] virtual std::uint64_t good_context() const = 0;
  /// The proposals, and what operators speak about (N1).
  virtual operators_desk& desk() = 0;
  /// Adds to the events.
  virtual void note(const notice& what) = 0;
  [[nodiscard]] virtual bool virtual_time() const = 0;
  /// As inbox::answer; once it is on the disk.
  virtual tl::expected<inbox_item, error> answer_item(std::uint64_t number, trinary state,
                                                      const std::string& text,
                                                      const std::string& by) = 0;
  /// The gathers that are planned for a moment, by number.
  [[nodiscard]] virtual std::vector<planned_gather> plans() const = 0;
  /// As gather_plans::plan, and cancel; once it is on the disk.
  virtual tl::expected<planned_gather, error> plan(planned_gather what) = 0;
  virtual tl::expected<planned_gather, error> cancel_plan(std::uint64_t number) = 0;
  /// Warnings about this process, such as a certificate that ends soon.
  virtual std::vector<std::string> host_warnings() = 0;

  virtual scatter_result scatter(scatter_request request) = 0;
  virtual cascade_result cascade(cascade_request request) = 0;
  virtual delegate_result delegate(delegate_request request) = 0;
  virtual pipeline_result pipeline(pipeline_request request) = 0;
  virtual heal_report heal(const scope& where) = 0;
  virtual error set_circuit(circuit order) = 0;
  virtual freeze_result freeze(const scope& where) = 0;
  virtual freeze_result thaw(const scope& where) = 0;
  virtual growth_report grow(grow_order order) = 0;
  virtual growth_report drain(drain_order order) = 0;
  virtual fault_report inject(fault_order order) = 0;
  virtual void change_world(const std::vector<agent_id>& whose,
                            const behaviour_change& change) = 0;
  virtual routing_rules change_rules(const std::function<void(routing_rules&)>& change) = 0;
  virtual tl::expected<chain_begin, error> run_chain(std::shared_ptr<const chain_plan> plan,
                                                     const chain_name& called) = 0;
  virtual error order_chain(const std::string& id, chain_act order) = 0;
  virtual void crash_scheduler(sector_id of) = 0;
  /// The error, if any; `unsupported` when all sectors are in this process.
  virtual error order_host(const std::string& name, host_order order) = 0;

  [[nodiscard]] std::uint64_t wall_ms() const { return wall_ms(now()); }
};

} // namespace mesh::console
