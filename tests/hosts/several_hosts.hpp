#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "runtime/mesh/system_config.hpp"
#include "runtime/node/hub/hub_host.hpp"
#include "runtime/node/uplink/sector_host.hpp"
#include "tests/sim/timed_work.hpp"
#include "tests/sim/whole_mesh.hpp"

namespace mesh::testing {

/// What carries batches between a host and the hub, and can be cut.
class wire_between {
public:
  /// `hub`: where it is now; null: nowhere.
  wire_between(caf::actor_system& system, std::function<caf::actor()> hub);
  ~wire_between();
  wire_between(const wire_between&) = delete;
  wire_between& operator=(const wire_between&) = delete;

  /// For the host's uplink: dials over this wire.
  std::function<void(const caf::actor& uplink)> dial();
  /// Nothing gets through any more, and nobody is told; until it is mended.
  void cut() { *silent_ = true; }
  /// The link ends, and both sides are told. The next attempt to dial succeeds
  /// unless it is cut.
  void end();
  void mend() { *silent_ = false; }
  /// The host is stopped, as by SIGSTOP: what is under way waits, both ways, until it
  /// goes on.
  void hold() { *held_ = true; }
  void release();

private:
  caf::actor_system& system_;
  std::function<caf::actor()> hub_;
  std::shared_ptr<bool> silent_ = std::make_shared<bool>(false);
  std::shared_ptr<bool> held_ = std::make_shared<bool>(false);
  std::shared_ptr<std::vector<caf::actor>> relays_ =
      std::make_shared<std::vector<caf::actor>>();
};

/// One host of sectors.
struct host {
  std::string name;
  std::unique_ptr<wire_between> link;
  std::unique_ptr<node::sector_host> sectors;
  bool second_path = true; // other hosts reach its witness, and it theirs
  session_id session = 0;
};

/// A mesh over several hosts, all of them in one actor system in virtual time:
/// an orchestrator and hosts of sectors, with a wire between.
///
///   orchestrator ─┬─ n1 (s00, s02 ...)
///                 ├─ n2 (s01 ...)
///                 └─ ...
class several_hosts {
public:
  /// `data`: the folder of what outlives the orchestrator; empty: nothing does.
  several_hosts(config cfg, int hosts, std::vector<work_override> work = {},
                std::string data = {});
  ~several_hosts();

  local_mesh& mesh() { return *mesh_; }
  host& at(std::size_t i) { return *hosts_.at(i); }
  [[nodiscard]] std::size_t size() const { return hosts_.size(); }
  [[nodiscard]] bool is_there(std::size_t i) const { return hosts_.at(i) != nullptr; }
  /// `ahead`: how wrong its time of day is. `elsewhere`: not where others of its name run.
  void add_host(const std::string& name, duration ahead = {}, bool elsewhere = false);
  /// As kill -9: it is gone, and its link with it; its host says so to who asks.
  void kill(std::size_t i);
  /// As without power: it is gone, and nobody says so.
  void vanish(std::size_t i);
  /// The orchestrator's process ends, as with kill -9 as far as hosts can tell;
  /// mesh() is gone until it is started again.
  void stop_orchestrator();
  void start_orchestrator();
  /// From the next start on.
  void keep_data_in(std::string folder) { data_ = std::move(folder); }
  /// An exception ends the hub; the process goes on.
  void crash_hub() { caf::anon_send(hub_, fault{fault_kind::crash}); }
  /// In so long, while somebody waits for an answer.
  void order_later(duration when, const node::node_order& what);
  void leave_later(duration when, std::size_t i);
  /// The same for anything: while somebody waits for an answer of this orchestrator, between
  /// two steps of the time.
  void later(duration when, std::function<void()> event) {
    events_.at(mesh_->now() + when, std::move(event));
  }
  /// Time passes without an orchestrator.
  void wait(duration how_long);
  /// Waits until every sector has a coordinator; false when that takes too long.
  bool whole(duration patience = std::chrono::seconds(60));
  /// Waits until it holds; false when that takes too long.
  bool becomes(duration patience, const std::function<bool()>& what);
  /// Sectors that are up, as the orchestrator says.
  std::uint32_t sectors_up() { return mesh_->report().sectors; }
  [[nodiscard]] std::optional<node_state> state_of(const std::string& name);
  /// The hosts whose agents of a sector work at present.
  [[nodiscard]] std::vector<std::string> who_serves(sector_id sector) const {
    return who_works_in(sector);
  }
  [[nodiscard]] std::vector<std::string> who_works_in(const scope& where) const;

private:
  /// The host, when it is there and its second path is whole.
  [[nodiscard]] host* reached(const std::string& name) const;
  [[nodiscard]] node::probe_answer look_at(const std::string& name, session_id session) const;
  void ask(const std::string& who, const caf::actor& uplink, std::uint64_t round,
           const std::vector<node_peer>& peers);

  config cfg_;
  std::vector<work_override> work_;
  std::set<std::string> vanished_;
  std::string data_;
  happenings events_;
  system_config system_cfg_;
  caf::actor_system system_;
  caf::actor hub_;
  std::unique_ptr<local_mesh> mesh_;
  std::vector<std::unique_ptr<host>> hosts_;
  session_id sessions_ = 0;
};

} // namespace mesh::testing
