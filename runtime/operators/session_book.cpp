#include "runtime/operators/session_book.hpp"

#include <algorithm>

namespace mesh {

session_book::session_book(std::uint64_t life_ms, std::uint64_t idle_ms)
    : life_ms_(std::min(life_ms, longest_ms)), idle_ms_(idle_ms) {}

void session_book::bound(std::uint64_t life_ms, std::uint64_t idle_ms) {
  const std::lock_guard lock(mutex_);
  life_ms_ = std::min(life_ms, longest_ms);
  idle_ms_ = idle_ms;
}

bool session_book::is_over(const operator_session& one, std::uint64_t now_ms) const {
  return now_ms >= one.ends_ms || now_ms >= one.seen_ms + idle_ms_;
}

void session_book::make_room(const std::string& name, std::uint64_t now_ms) {
  std::erase_if(all_, [&](const auto& one) { return is_over(one.second, now_ms); });
  const auto of_one =
      std::ranges::count_if(all_, [&](const auto& one) { return one.second.name == name; });
  const auto share_used = static_cast<std::size_t>(of_one) >= most_of_one;
  if (!share_used && all_.size() < most)
    return;
  auto oldest = all_.end();
  for (auto at = all_.begin(); at != all_.end(); ++at)
    if ((!share_used || at->second.name == name)
        && (oldest == all_.end() || at->second.began_ms < oldest->second.began_ms))
      oldest = at;
  all_.erase(oldest);
}

operator_session session_book::begin(const std::string& digest, const std::string& name,
                                     operator_role role, const std::string& from,
                                     std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  make_room(name, now_ms);
  return all_
      .insert_or_assign(
          digest, operator_session{name, role, from, now_ms, now_ms, now_ms, now_ms + life_ms_})
      .first->second;
}

operator_session session_book::begin_login(const std::string& digest,
                                           const operator_session& approved,
                                           const std::string& from, std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  make_room(approved.name, now_ms);
  auto made = approved;
  made.from = from;
  made.seen_ms = now_ms;
  made.by_login = true;
  return all_.insert_or_assign(digest, std::move(made)).first->second;
}

std::optional<operator_session> session_book::look(const std::string& digest, bool present,
                                                   std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const auto found = all_.find(digest);
  if (found == all_.end())
    return std::nullopt;
  if (is_over(found->second, now_ms)) {
    all_.erase(found);
    return std::nullopt;
  }
  if (present)
    found->second.seen_ms = std::max(found->second.seen_ms, now_ms);
  return found->second;
}

void session_book::touch(const std::string& digest, std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  if (const auto found = all_.find(digest); found != all_.end())
    found->second.touched_ms = found->second.seen_ms = now_ms;
}

void session_book::end(const std::string& digest) {
  const std::lock_guard lock(mutex_);
  all_.erase(digest);
}

std::size_t session_book::end_all_of(const std::string& name) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(all_, [&](const auto& one) { return one.second.name == name; });
}

std::size_t session_book::count_of(const std::string& name, std::uint64_t now_ms) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count_if(all_, [&](const auto& one) {
    return one.second.name == name && !is_over(one.second, now_ms);
  }));
}

} // namespace mesh
