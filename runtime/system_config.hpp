#pragma once
#include <algorithm>
#include <thread>

#include <caf/all.hpp>

#include "config/config.hpp"
#include "messages/type_ids.hpp"

namespace mesh {

/// How CAF runs the actors of a mesh.
class system_config : public caf::actor_system_config {
public:
  system_config(const runtime_config& cfg, bool virtual_time) {
    mesh::add_message_types(static_cast<caf::actor_system_config&>(*this));
    // Unlimited is CAF's default; a burst would then starve everyone else.
    set("scheduler.max-throughput", static_cast<std::size_t>(cfg.max_throughput));
    auto workers = cfg.workers > 0 ? static_cast<std::size_t>(cfg.workers)
                                   : std::max(1U, std::thread::hardware_concurrency());
    set("scheduler.max-threads", workers);
    // An idle worker would first nap for 50 us at a time, 500 times over; it is
    // woken when there is work, so it may as well wait. A third less CPU while
    // 30,000 sends are due, and half the lateness.
    set("work-stealing.moderate-poll-attempts", std::size_t{0});
    if (virtual_time)
      set("scheduler.policy", caf::atom("testing"));
  }
};

} // namespace mesh
