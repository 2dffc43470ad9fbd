#include "actors/supervision/process_watcher.hpp"

#include <cmath>

#include <spdlog/spdlog.h>

namespace mesh {

namespace {

/// In whole units since they were told last.
std::uint64_t more(double now, double before) {
  return static_cast<std::uint64_t>(std::llround(now) - std::llround(before));
}

void count(process_watch::figures& told, const process_watch::figures& now,
           mesh_counters& counters) {
  counters.times_starved += now.times_starved - told.times_starved;
  counters.away_ms += more(now.away_ms, told.away_ms);
  counters.deaths_held += now.deaths_held - told.deaths_held;
  told = now;
}

} // namespace

process_watcher_actor::behavior_type
process_watcher(process_watcher_actor::stateful_pointer<process_watcher_state> self,
                const surroundings* around) {
  auto next = [self, around] {
    auto due = self->clock().now() + around->watch->period();
    around->timers.at(due, self, watch_beat{due});
  };
  next();
  return {
      [self, around, next](const watch_beat& beat) {
        auto moment = self->clock().now();
        if (auto said = around->watch->beat(beat.due, moment)) {
          spdlog::warn("{}", *said);
          around->events.add(failure_event{
              moment, failure_class::detection_held, {}, std::move(*said), escalation::none});
        }
        count(self->state.told, around->watch->at(moment), around->counters);
        next();
      },
  };
}

} // namespace mesh
