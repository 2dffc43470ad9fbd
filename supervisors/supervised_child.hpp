#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "messages/errors.hpp"
#include "messages/vocabulary.hpp"
#include "supervisors/restart.hpp"

namespace mesh {

/// A child, as its supervisor knows it.
struct child_spec {
  std::string name;
  restart_kind kind = restart_kind::permanent;
  /// Told to stop, it may take this long; then it is killed. 0: at once.
  double stop_timeout_ms = 5'000;
  /// The weight of a child when its restarts are spent: without an essential child the
  /// supervisor cannot go on and escalates; any other is given up alone.
  bool essential = true;
};

enum class child_state : std::uint8_t {
  stopped,  // never started, finished, or stopped on purpose
  queued,   // to be started after those before it
  waiting,  // to be started when its delay is over
  starting, // being started
  running,
  stopping, // told to stop
  killing,  // told to die
  given_up,
  removed, // its place is free
};
std::string_view to_string(child_state state);
/// Whether there is a child, in whatever way: starting, running or on its way down.
bool is_up(child_state state);

/// The action of the supervisor.
struct supervisor_action {
  enum class kind : std::uint8_t {
    start,       // start the child, then say child_started or child_down
    start_later, // for information: the child will be started `at`
    stop,        // tell the child to stop, then say child_down when it is
    kill,        // the same by force
    abandon,     // it did not even die: forget it, and what is yet heard of it
    give_up,     // for the report: the child stays down, `why`
    escalate,    // for the report: this supervisor stops all and ends, `why`
    finished,    // all children are down: end, with failure() if there is one
  };
  kind what = kind::start;
  std::size_t child = 0;
  time_point at = {};
  error why = {};
  bool operator==(const supervisor_action&) const = default;
};
std::string_view to_string(supervisor_action::kind what);
using supervisor_actions = std::vector<supervisor_action>;

} // namespace mesh
