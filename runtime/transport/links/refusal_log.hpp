#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "runtime/transport/frames/link_end.hpp"

namespace mesh::transport {

/// Which refusals are worth a line in the log: of a reason and an address one
/// in each period, so that nobody can fill a disk by knocking. Pure: the time
/// is passed in.
template <class Reason>
class refusals_by {
public:
  using time = std::chrono::steady_clock::time_point;

  refusals_by(std::chrono::nanoseconds period, std::size_t entries)
      : period_(period), most_(entries) {}

  /// The number of the same that were kept silent since the last line, when this one
  /// is to be logged. With `entries` kinds in one period others stay silent.
  std::optional<std::uint64_t> note(const Reason& reason, const std::string& address,
                                    time now) {
    const std::pair key{reason, address};
    auto found = entries_.find(key);
    if (found == entries_.end()) {
      if (entries_.size() >= most_)
        forget_old(now);
      if (entries_.size() >= most_)
        return std::nullopt;
      entries_.emplace(key, entry{now});
      return 0;
    }
    auto& [logged, silent] = found->second;
    if (now - logged < period_) {
      ++silent;
      return std::nullopt;
    }
    logged = now;
    return std::exchange(silent, 0);
  }

private:
  struct entry {
    time logged;
    std::uint64_t silent = 0;
  };
  void forget_old(time now) {
    std::erase_if(entries_,
                  [&](const auto& one) { return now - one.second.logged >= period_; });
  }

  std::chrono::nanoseconds period_;
  std::size_t most_;
  std::map<std::pair<Reason, std::string>, entry> entries_;
};

using refusal_log = refusals_by<link_end>;

} // namespace mesh::transport
