#include "runtime/proposals/conversation.hpp"

#include <algorithm>

namespace mesh {

conversation conversation_book::of(const std::string& who, time_point now) const {
  const std::lock_guard lock(mutex_);
  const auto found = all_.find(who);
  if (found == all_.end() || now - found->second.at >= forgotten_after)
    return {};
  return found->second.what;
}

void conversation_book::keep(const std::string& who, conversation what, time_point now) {
  const std::lock_guard lock(mutex_);
  all_.insert_or_assign(who, kept{std::move(what), now});
  if (all_.size() > most)
    all_.erase(
        std::ranges::min_element(all_, {}, [](const auto& one) { return one.second.at; }));
}

} // namespace mesh
