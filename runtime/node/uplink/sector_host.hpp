#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "actors/supervision/tree.hpp"
#include "actors/work/kinds.hpp"
#include "actors/work/linked/linked_agents.hpp"
#include "config/config.hpp"
#include "runtime/mesh/local_mesh.hpp"
#include "runtime/node/uplink/up_sink.hpp"
#include "runtime/node/uplink/uplink.hpp"

namespace mesh::node {

struct host_setup {
  node_hello me; // name, capacity, versions, witness
  session_id session = 0;
  std::function<std::string()> host_id = {}; // as uplink_setup's
  std::function<void(const caf::actor& uplink)> dial;
  peer_inquiry ask_peers = {};
  std::function<bool(const error& why)> refused = {};
  std::function<void()> left = {};
  std::vector<work_override> work = {};
  /// Agents from outside, and their port; null: none can come, and they are away.
  std::shared_ptr<linked_agents> linked = {};
  agents_port* agents = nullptr;
  web_caller_maker calls = {}; // as mesh_options::calls
  strategy_ptr strategy = one_for_one();
  /// From the actor clock to this host's time of day; not given: as the machine's.
  std::optional<std::int64_t> wall_offset_ms = {};
};

/// The sectors that this process was given by the orchestrator's host, and what
/// they need around them: registry, roster, events and counters of their own.
class sector_host {
public:
  /// `cfg` must be valid. Throws mesh_failure with what could not be started.
  sector_host(caf::actor_system& system, std::unique_ptr<timer_service> timers, config cfg,
              host_setup setup);
  ~sector_host();
  sector_host(const sector_host&) = delete;
  sector_host& operator=(const sector_host&) = delete;

  [[nodiscard]] const caf::actor& uplink() const { return uplink_; }
  [[nodiscard]] const registry& agents() const { return agents_; }
  [[nodiscard]] const roster& who() const { return who_; }
  [[nodiscard]] const mesh_counters& counters() const { return counters_; }
  [[nodiscard]] const std::shared_ptr<simulated_world>& world() const { return world_; }
  /// Agents from outside, for whoever has their links.
  [[nodiscard]] linked_agents& linked() { return *linked_; }
  /// Leaves the mesh in order: its sectors go to others first.
  void leave();
  /// Ends all of it; waits until that is done, but in virtual time.
  void stop();

private:
  std::shared_ptr<work> make_work(const agent_identity& a);

  caf::actor_system& system_;
  config cfg_;
  std::vector<work_override> work_;
  uplink_cell cell_ = std::make_shared<caf::actor>();
  up_sink conflicts_{cell_};
  roster who_;
  registry agents_;
  std::unique_ptr<timer_service> timers_;
  mesh_counters counters_;
  event_log events_;
  process_watch watch_;
  std::shared_ptr<simulated_world> world_;
  std::shared_ptr<linked_agents> linked_;
  std::shared_ptr<people_elsewhere> people_;
  open_kinds kinds_;
  surroundings around_;
  caf::actor uplink_;
  caf::actor supervisor_;
  process_watcher_actor watcher_;
};

} // namespace mesh::node
