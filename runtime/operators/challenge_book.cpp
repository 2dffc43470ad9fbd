#include "runtime/operators/challenge_book.hpp"

#include <algorithm>

namespace mesh {

/// The oldest of those like it goes when there are so many.
void challenge_book::make_room(const std::function<bool(const given&)>& alike,
                               std::size_t bound) {
  std::size_t many = 0;
  auto oldest = all_.end();
  for (auto at = all_.begin(); at != all_.end(); ++at) {
    if (!alike(at->second))
      continue;
    ++many;
    if (oldest == all_.end() || at->second.at_ms < oldest->second.at_ms)
      oldest = at;
  }
  if (many >= bound)
    all_.erase(oldest);
}

void challenge_book::give(const std::string& challenge, const std::string& purpose,
                          const std::string& from, std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  make_room([&](const given& one) { return one.purpose == purpose && one.from == from; },
            most_alike);
  if (all_.size() >= most)
    std::erase_if(all_, [&](const auto& one) { return now_ms >= one.second.at_ms + life_ms; });
  make_room([](const given&) { return true; }, most);
  all_.insert_or_assign(challenge, given{purpose, from, now_ms});
}

tl::expected<void, error> challenge_book::use(const std::string& challenge,
                                              const std::string& purpose,
                                              std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const auto found = all_.find(challenge);
  const auto good = found != all_.end() && found->second.purpose == purpose
                    && now_ms < found->second.at_ms + life_ms;
  if (found != all_.end())
    all_.erase(found);
  if (good)
    return {};
  return tl::unexpected(error{errc::denied,
                              "this challenge was used already, is too old, or is none of ours",
                              "open the page again, and touch the key within five minutes"});
}

} // namespace mesh
