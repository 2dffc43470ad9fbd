#include "supervisors/event_log.hpp"

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
  std::lock_guard lock(mutex_);
  ++counts_.at(static_cast<std::size_t>(what.what));
  kept_.push_back(std::move(what));
  if (kept_.size() <= bound_)
    return;
  kept_.pop_front();
  ++dropped_;
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
