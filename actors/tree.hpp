#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "actors/surroundings.hpp"
#include "messages/type_ids.hpp"

namespace mesh {

/// Makes the work of one agent.
using work_factory = std::function<std::shared_ptr<work>(const agent_identity&)>;

/// All actors of a mesh in this process, started in the order in which they
/// need each other and stopped from the top down. Every actor is ended
/// explicitly: none is left to die with its last handle.
class tree {
public:
  tree(caf::actor_system& system, const surroundings& around, const work_factory& make_work,
       const shared_rules& rules);
  ~tree();
  tree(const tree&) = delete;
  tree& operator=(const tree&) = delete;

  [[nodiscard]] const orchestrator_actor& root() const { return root_; }
  void stop();

private:
  caf::actor_system& system_;
  orchestrator_actor root_;
  std::vector<caf::actor> all_; // from the top down
};

} // namespace mesh
