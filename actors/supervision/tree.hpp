#pragma once
#include <functional>
#include <memory>
#include <mutex>

#include "actors/parts/surroundings.hpp"
#include "actors/parts/work_factory.hpp"
#include "actors/supervision/cluster_supervisor.hpp"
#include "actors/supervision/process_watcher.hpp"
#include "messages/type_ids.hpp"
#include "supervisors/strategy.hpp"

namespace mesh {

/// The settings of a tree.
struct tree_plan {
  work_factory make_work;
  shared_rules rules; // to start with
  strategy_ptr strategy = one_for_one();
  /// Told each orchestrator when it is up, by the supervisor's thread.
  std::function<void(const orchestrator_actor&)> orchestrator_is = {};
  sector_starter start_sector = {}; // none: all sectors are in this process
};

/// All actors of a mesh in this process, under supervisors that mirror the
/// hierarchy. They start from the top down, by themselves, and are stopped the
/// other way round; none is left to die with its last handle.
class tree {
public:
  tree(caf::actor_system& system, const surroundings& around, tree_plan plan);
  ~tree();
  tree(const tree&) = delete;
  tree& operator=(const tree&) = delete;

  /// The orchestrator; null before it is up and while it is being replaced.
  [[nodiscard]] orchestrator_actor root() const;
  /// Why the orchestrator is not being replaced any more, until it is healed.
  [[nodiscard]] error root_failure() const;
  [[nodiscard]] const mesh_supervisor_actor& supervisor() const { return supervisor_; }
  /// Tells all to stop; the actor system knows when they have.
  void stop();

private:
  struct known_root {
    std::mutex mutex;
    orchestrator_actor handle;
    error gone;
  };
  std::shared_ptr<known_root> root_ = std::make_shared<known_root>();
  mesh_supervisor_actor supervisor_;
  const surroundings* around_;
  process_watcher_actor watcher_; // none: nobody watches this process
};

} // namespace mesh
