#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "actors/parts/children.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// When each child of one parent was last heard, on the listening clock (F2).
///
/// A child that is there and was silent for longer than the patience is named once for
/// each silence: then it counts as heard, so that its replacement has time to start.
class silence_watch {
public:
  explicit silence_watch(double patience_ms) : patience_ms_(patience_ms) {}

  /// Children in so many places; those that are new were heard at `listening`.
  void adopt(std::size_t places, time_point listening) { heard_.assign(places, listening); }
  void grow(std::size_t places, time_point listening) { heard_.resize(places, listening); }
  void heard(std::uint8_t place, time_point listening) {
    if (place < heard_.size())
      heard_[place] = listening;
  }
  /// The places of those that are to be replaced. `may_die` bounds them: it is asked for
  /// each, and counts.
  std::vector<std::uint8_t> overdue(const children& of, time_point listening,
                                    const std::function<bool()>& may_die);

private:
  double patience_ms_;
  std::vector<time_point> heard_;
};

} // namespace mesh
