#include "runtime/channel/lent_messages.hpp"

#include <algorithm>

namespace mesh {

std::size_t lent_messages::size_of(const message& m) {
  auto size = m.payload.size();
  for (const auto& part : m.parts)
    size += part.size();
  return size;
}

std::uint64_t lent_messages::find(const shared_message& m, time_point now) {
  const auto found =
      std::ranges::find_if(all_, [&](const lent& one) { return one.what.get() == m.get(); });
  if (found == all_.end())
    return 0;
  found->used = now;
  all_.splice(all_.end(), all_, found);
  return found->number;
}

std::vector<std::uint64_t> lent_messages::add(shared_message m, time_point now) {
  const auto size = size_of(*m);
  std::vector<std::uint64_t> forgotten;
  while (!all_.empty() && (all_.size() >= most_messages || bytes_ + size > most_bytes_))
    forgotten.push_back(forget(all_.begin()));
  bytes_ += size;
  all_.push_back({++newest_, std::move(m), now});
  return forgotten;
}

std::vector<std::uint64_t> lent_messages::forget_unused(time_point since) {
  std::vector<std::uint64_t> forgotten;
  while (!all_.empty() && all_.front().used < since)
    forgotten.push_back(forget(all_.begin()));
  return forgotten;
}

std::uint64_t lent_messages::forget(std::list<lent>::iterator which) {
  const auto number = which->number;
  bytes_ -= size_of(*which->what);
  all_.erase(which);
  return number;
}

} // namespace mesh
