#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "examples/fleet/delay_line.hpp"

/// A relay takes orders while it runs, one a line:
///
///     set delay_ms=100 jitter=0.05 loss=0.01 bytes_per_s=1000000
///     slow 3            the delay times so much
///     stall 500         nothing passes for so many milliseconds
///     report FILE       how much longer or shorter the newest pieces took than was set
struct relay_order {
  std::optional<way_settings> settings; // from now on
  double stall_ms = 0;
  std::string report; // a file
};

/// Nothing: the line is no order, or has a value that cannot be. `now` is what is set. Pure.
std::optional<relay_order> read_order(std::string_view line, const way_settings& now);
