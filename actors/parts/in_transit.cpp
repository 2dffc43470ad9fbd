#include "actors/parts/in_transit.hpp"

#include <algorithm>
#include <utility>

namespace mesh {

void in_transit::put(deliver what, time_point due, std::uint64_t number) {
  all_.push_front({std::move(what), due, number});
}

std::optional<in_transit::coming> in_transit::take(std::uint64_t number) {
  std::optional<coming> here;
  all_.remove_if([&](coming& c) {
    if (c.number != number)
      return false;
    here.emplace(std::move(c));
    return true;
  });
  return here;
}

std::optional<std::uint8_t> in_transit::withdraw(message_id id) {
  std::optional<std::uint8_t> found;
  all_.remove_if([&](const coming& c) {
    if (c.what.what->id != id)
      return false;
    found = c.what.attempt;
    return true;
  });
  return found;
}

std::vector<in_transit::coming> in_transit::take_all() {
  std::vector<coming> sorted;
  for (auto& c : all_)
    sorted.push_back(std::move(c));
  all_.clear();
  std::ranges::sort(sorted, {}, [](const coming& c) { return std::pair(c.due, c.number); });
  return sorted;
}

} // namespace mesh
