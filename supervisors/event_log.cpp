#include "supervisors/event_log.hpp"

#include <algorithm>

namespace mesh {

namespace {

bool inside(const scope& what, const scope& where) {
  switch (what.kind()) {
  case scope::level::all:
    return where.kind() == scope::level::all;
  case scope::level::sector:
    return where.touches(what.sector());
  case scope::level::cluster:
    return where.touches(what.cluster());
  case scope::level::agent:
    return where.contains(what.agent());
  }
  return false;
}

} // namespace

void event_log::add(failure_event what) {
  if (watcher_.failed)
    watcher_.failed(what);
  std::lock_guard lock(mutex_);
  ++counts_.at(static_cast<std::size_t>(what.what));
  kept_.push_back(std::move(what));
  if (kept_.size() <= bound_)
    return;
  kept_.pop_front();
  ++dropped_;
}

void event_log::add(breaker_note what) {
  if (watcher_.noted)
    watcher_.noted(what);
  std::lock_guard lock(mutex_);
  const auto& where = what.what.where;
  const auto& change = what.what.change;
  std::erase_if(not_closed_, [&](const circuit& c) { return c.where == where; });
  if (change.to != circuit_state::closed)
    not_closed_.push_back({where, change.to, change.reason, what.by_hand});
  breakers_.push_back(std::move(what));
  ++breakers_noted_;
  if (breakers_.size() > bound_)
    breakers_.pop_front();
}

std::vector<breaker_note> event_log::breaker_changes() const {
  std::lock_guard lock(mutex_);
  return {breakers_.begin(), breakers_.end()};
}

std::uint64_t event_log::breakers_noted() const {
  std::lock_guard lock(mutex_);
  return breakers_noted_;
}

std::vector<breaker_note> event_log::breakers_since(std::uint64_t noted) const {
  std::lock_guard lock(mutex_);
  auto after = breakers_noted_ - std::min(noted, breakers_noted_);
  auto shown = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(after, breakers_.size()));
  return {breakers_.end() - shown, breakers_.end()};
}

std::vector<circuit> event_log::not_closed() const {
  std::lock_guard lock(mutex_);
  return not_closed_;
}

event_log::page event_log::newest(const scope& where, std::size_t limit) const {
  std::lock_guard lock(mutex_);
  page found;
  for (auto left = kept_.size(); left > 0; --left)
    if (const auto& e = kept_[left - 1]; inside(e.where, where) && found.total++ < limit)
      found.events.push_back(e);
  return found;
}

std::uint64_t event_log::count(failure_class what) const {
  std::lock_guard lock(mutex_);
  return counts_.at(static_cast<std::size_t>(what));
}

std::uint64_t event_log::dropped() const {
  std::lock_guard lock(mutex_);
  return dropped_;
}

} // namespace mesh
