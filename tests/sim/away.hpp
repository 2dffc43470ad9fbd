#pragma once
#include <caf/scheduler/test_coordinator.hpp>

#include "runtime/mesh/local_mesh.hpp"

namespace mesh::testing {

inline caf::scheduler::test_coordinator& scheduler_of(local_mesh& mesh) {
  return dynamic_cast<caf::scheduler::test_coordinator&>(mesh.system().scheduler());
}

/// The whole process is stopped for so long, as by SIGSTOP or a machine that sleeps:
/// when it goes on, all timers that were due meanwhile fire at once, each a single time.
inline void stop_process(local_mesh& mesh, duration how_long) {
  scheduler_of(mesh).advance_time(how_long);
}

/// The process gets too little CPU for so long: no more than one actor of those that
/// wait runs each `turn`, and timers fire when they fire.
inline void starve_process(local_mesh& mesh, duration how_long, duration turn) {
  auto& scheduler = scheduler_of(mesh);
  for (auto end = mesh.now() + how_long; mesh.now() < end;) {
    scheduler.try_run_once();
    scheduler.advance_time(turn);
  }
}

} // namespace mesh::testing
