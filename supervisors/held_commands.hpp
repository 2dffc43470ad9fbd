#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <tl/expected.hpp>

#include "config/config.hpp"
#include "supervisors/mode_gate.hpp"

namespace mesh {

/// D2: the commands that wait for a better mode, run in the order they came:
/// none overtakes the one before it. Bounded.
class held_commands {
public:
  struct held {
    std::uint64_t id = 0; // the caller's number for it
    command_profile command;
  };

  explicit held_commands(const degradation_config& cfg) : cfg_(cfg) {}

  /// `errc::queue_full` when as many wait as may.
  tl::expected<void, error> hold(std::uint64_t id, command_profile command);
  /// The first that waits, if the mode lets it run now. Ask again for the next.
  std::optional<held> take(degradation_mode mode);
  /// It is not to run any more. False when it does not wait.
  bool cancel(std::uint64_t id);

  [[nodiscard]] const std::deque<held>& waiting() const { return waiting_; }

private:
  degradation_config cfg_;
  std::deque<held> waiting_;
};

} // namespace mesh
