#pragma once
#include <caf/all.hpp>

#include "actors/parts/surroundings.hpp"
#include "supervisors/process_watch.hpp"

namespace mesh {

/// To itself: how late it comes is how late this process runs.
struct watch_beat {
  time_point due;
};

struct process_watcher_state {
  process_watch::figures told; // in the counters already
};

/// Keeps the process_watch of a process going, one actor for all (F2): its beats go
/// through the timers and the scheduler like everybody else's. What the watch says
/// becomes an event, a line in the log, and counts.
using process_watcher_actor = caf::typed_actor<caf::reacts_to<watch_beat>>;
process_watcher_actor::behavior_type
process_watcher(process_watcher_actor::stateful_pointer<process_watcher_state> self,
                const surroundings* around);

} // namespace mesh

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::watch_beat)
