#include "runtime/operators/challenge_book.hpp"

#include <algorithm>

namespace mesh {

void challenge_book::give(const std::string& challenge, const std::string& purpose,
                          std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  if (all_.size() >= most)
    std::erase_if(all_, [&](const auto& one) { return now_ms >= one.second.at_ms + life_ms; });
  if (all_.size() >= most)
    all_.erase(
        std::ranges::min_element(all_, {}, [](const auto& one) { return one.second.at_ms; }));
  all_.insert_or_assign(challenge, given{purpose, now_ms});
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
