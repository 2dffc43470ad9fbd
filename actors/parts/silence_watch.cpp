#include "actors/parts/silence_watch.hpp"

namespace mesh {

std::vector<std::uint8_t> silence_watch::overdue(const children& of, time_point listening,
                                                 const std::function<bool()>& may_die) {
  std::vector<std::uint8_t> found;
  for (std::size_t i = 0; i < heard_.size(); ++i) {
    auto place = static_cast<std::uint8_t>(i);
    if (!of.is_there(place) || to_ms(listening - heard_[i]) <= patience_ms_ || !may_die())
      continue;
    heard_[i] = listening;
    found.push_back(place);
  }
  return found;
}

} // namespace mesh
