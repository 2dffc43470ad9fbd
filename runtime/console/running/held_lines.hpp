#pragma once
#include <cstdint>
#include <map>
#include <optional>

#include "runtime/console/language/command.hpp"
#include "supervisors/held_commands.hpp"

namespace mesh::console {

/// D2: commands that wait for a better mode, as they were written and with the
/// reason. They have numbers, from 1 on, and run in that order.
class held_lines {
public:
  struct waiting_line {
    script_line line;
    error why;
  };
  struct released_line {
    std::uint64_t number = 0;
    script_line line;
  };

  explicit held_lines(const degradation_config& cfg) : queue_(cfg) {}

  /// Its number; `errc::queue_full` when as many wait as may.
  tl::expected<std::uint64_t, error> hold(const script_line& line, command_profile profile,
                                          error why);
  /// The first that waits, if the mode lets it run now. Ask again for the next.
  std::optional<released_line> take(degradation_mode mode);
  /// False when none of that number waits.
  bool drop(std::uint64_t number);

  [[nodiscard]] const std::map<std::uint64_t, waiting_line>& waiting() const { return lines_; }
  [[nodiscard]] std::uint64_t released() const { return released_; } // so far

private:
  held_commands queue_;
  std::map<std::uint64_t, waiting_line> lines_; // of those in the queue
  std::uint64_t last_number_ = 0;
  std::uint64_t released_ = 0;
};

} // namespace mesh::console
