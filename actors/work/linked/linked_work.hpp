#pragma once
#include <memory>

#include "actors/work/linked/linked_agent.hpp"

namespace mesh {

/// The work of an agent that lives outside of the mesh and comes over a link of its own. Queue,
/// deadlines, freeze, profile and the rest are the actor's; jobs go over the link.
std::unique_ptr<work> make_linked_work(std::shared_ptr<linked_agent> agent);

} // namespace mesh
