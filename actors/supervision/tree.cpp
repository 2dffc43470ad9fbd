#include "actors/supervision/tree.hpp"

#include <caf/all.hpp>

#include "actors/supervision/mesh_supervisor.hpp"

namespace mesh {

tree::tree(caf::actor_system& system, const surroundings& around, tree_plan plan)
    : around_(&around) {
  auto shared = std::make_shared<supervision_plan>(
      supervision_plan{&around, std::move(plan.make_work), std::move(plan.rules),
                       std::move(plan.strategy), std::move(plan.start_sector)});
  auto tell = [root = root_, others = std::move(plan.orchestrator_is)](
                  const orchestrator_actor& now, const error& gone) {
    {
      std::lock_guard lock(root->mutex);
      root->handle = now;
      root->gone = gone;
    }
    if (now && others)
      others(now);
  };
  if (around.watch != nullptr)
    watcher_ = system.spawn(process_watcher, &around);
  supervisor_ =
      system.spawn(mesh_supervisor, mesh_supervisor_setup{std::move(shared), std::move(tell)});
}

tree::~tree() {
  stop();
}

orchestrator_actor tree::root() const {
  std::lock_guard lock(root_->mutex);
  return root_->handle;
}

error tree::root_failure() const {
  std::lock_guard lock(root_->mutex);
  return root_->gone;
}

void tree::stop() {
  if (around_->watch != nullptr)
    around_->watch->end();
  if (watcher_)
    caf::anon_send_exit(watcher_, caf::exit_reason::user_shutdown);
  watcher_ = process_watcher_actor{};
  if (supervisor_)
    caf::anon_send_exit(supervisor_, caf::exit_reason::user_shutdown);
  supervisor_ = mesh_supervisor_actor{};
  std::lock_guard lock(root_->mutex);
  root_->handle = orchestrator_actor{};
}

} // namespace mesh
