#pragma once
#include <functional>
#include <memory>

#include "actors/work/work.hpp"
#include "messages/agent_identity.hpp"

namespace mesh {

/// Makes the work of one agent, and again for each replacement of it. Called
/// by several supervisors at a time.
using work_factory = std::function<std::shared_ptr<work>(const agent_identity&)>;

} // namespace mesh
