#include "runtime/transport/refusal_log.hpp"

namespace mesh::transport {

std::optional<std::uint64_t> refusal_log::note(link_end reason, const std::string& address,
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

void refusal_log::forget_old(time now) {
  std::erase_if(entries_, [&](const auto& one) { return now - one.second.logged >= period_; });
}

} // namespace mesh::transport
