#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "runtime/transport/link_end.hpp"

namespace mesh::transport {

/// Which refusals are worth a line in the log: of a reason and an address one
/// in each period, so that nobody can fill a disk by knocking. Pure: the time
/// is passed in.
class refusal_log {
public:
  using time = std::chrono::steady_clock::time_point;

  refusal_log(std::chrono::nanoseconds period, std::size_t entries)
      : period_(period), most_(entries) {}

  /// How many of the same were kept silent since the last line, when this one
  /// is to be logged. With `entries` kinds in one period others stay silent.
  std::optional<std::uint64_t> note(link_end reason, const std::string& address, time now);

private:
  struct entry {
    time logged;
    std::uint64_t silent = 0;
  };
  void forget_old(time now);

  std::chrono::nanoseconds period_;
  std::size_t most_;
  std::map<std::pair<link_end, std::string>, entry> entries_;
};

} // namespace mesh::transport
