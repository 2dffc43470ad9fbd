#include "runtime/mesh/actor_ids.hpp"

#include <atomic>
#include <utility>

#include <caf/logger.hpp>

namespace {

thread_local caf::actor_id current_actor = 0;
std::atomic<bool> used{false};

} // namespace

namespace caf {

actor_id logger::thread_local_aid() {
  return current_actor;
}

actor_id logger::thread_local_aid(actor_id aid) {
  if (!used.load(std::memory_order_relaxed))
    used.store(true, std::memory_order_relaxed);
  return std::exchange(current_actor, aid);
}

} // namespace caf

bool mesh::lock_free_actor_ids_used() {
  return used.load();
}
