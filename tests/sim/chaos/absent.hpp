#pragma once
#include <optional>
#include <utility>

#include "tests/sim/away.hpp"
#include "tests/sim/chaos/plan.hpp"

namespace mesh::testing {

/// Makes the process be away in the middle of a step (F2).
class absent_process {
public:
  void begin_step(const std::optional<absence>& what) { what_ = what; }
  void end_step() { what_.reset(); }

  /// Before each actor's turn, in a step that began then.
  void turn(local_mesh& mesh, time_point began) {
    constexpr auto while_starved = milliseconds(20);
    if (mesh.now() < starved_until_)
      return stop_process(mesh, while_starved);
    if (!what_ || mesh.now() < began + what_->after)
      return;
    auto what = *std::exchange(what_, std::nullopt);
    if (what.starved)
      starved_until_ = mesh.now() + what.how_long;
    else
      stop_process(mesh, what.how_long);
  }

private:
  std::optional<absence> what_;
  time_point starved_until_{};
};

} // namespace mesh::testing
