#pragma once
#include <algorithm>
#include <thread>

#include <caf/all.hpp>
#include <caf/scheduler/coordinator.hpp>

#include "config/config.hpp"
#include "messages/type_ids.hpp"
#include "runtime/mesh/job_stealing.hpp"

namespace mesh {

/// CAF's settings for the actors of a mesh.
class system_config : public caf::actor_system_config {
public:
  system_config(const runtime_config& cfg, bool virtual_time) {
    // Unlimited is CAF's default; a burst would then starve everyone else.
    set("scheduler.max-throughput", static_cast<std::size_t>(cfg.max_throughput));
    auto workers = cfg.workers > 0 ? static_cast<std::size_t>(cfg.workers)
                                   : std::max(1U, std::thread::hardware_concurrency());
    set("scheduler.max-threads", workers);
    if (virtual_time)
      set("scheduler.policy", caf::atom("testing"));
    else
      load<caf::scheduler::coordinator<job_stealing>>();
  }
};

} // namespace mesh
