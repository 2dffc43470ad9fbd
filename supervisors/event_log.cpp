#include "supervisors/event_log.hpp"

#include <algorithm>
#include <utility>

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

bool is_wanted(const event_record& what, const event_query& by) {
  return inside(what.where, by.where) && (by.host.empty() || by.host == what.host)
         && (!by.since || what.at >= *by.since);
}

} // namespace

/// Equal ones are one record, which moves to the end: the newest occurrence counts.
void event_log::keep(event_record what) {
  auto& mine = rings_[what.cls];
  ++mine.count;
  what.id = ++newest_id_;
  auto key = fold_key(what);
  auto same = mine.newest_of.find(key);
  if (same != mine.newest_of.end() && what.at - same->second->at <= fold_
      && fold_ > duration{}) {
    what.first = same->second->first;
    what.count = same->second->count + 1;
    *same->second = std::move(what);
    mine.kept.splice(mine.kept.end(), mine.kept, same->second);
    return;
  }
  mine.kept.push_back(std::move(what));
  mine.newest_of[std::move(key)] = std::prev(mine.kept.end());
  make_room(mine);
}

void event_log::make_room(class_ring& in) {
  if (in.kept.size() <= bound_)
    return;
  auto oldest = in.kept.begin();
  auto listed = in.newest_of.find(fold_key(*oldest));
  if (listed != in.newest_of.end() && listed->second == oldest)
    in.newest_of.erase(listed);
  ++dropped_;
  newest_dropped_ = std::max(newest_dropped_, oldest->id);
  in.kept.erase(oldest);
}

void event_log::add(const failure_event& what) {
  if (watcher_.failed)
    watcher_.failed(what);
  std::lock_guard lock(mutex_);
  keep(record_of(what));
}

void event_log::add(const notice& what) {
  std::lock_guard lock(mutex_);
  keep(record_of(what));
}

void event_log::add(breaker_note what) {
  if (watcher_.noted)
    watcher_.noted(what);
  std::lock_guard lock(mutex_);
  keep(record_of(what));
  const auto& where = what.what.where;
  const auto& change = what.what.change;
  std::erase_if(not_closed_, [&](const circuit& c) { return c.where == where; });
  if (change.to != circuit_state::closed)
    not_closed_.push_back({where, change.to, change.reason, what.by_hand});
  breakers_.push_back(std::move(what));
  if (breakers_.size() > bound_)
    breakers_.pop_front();
}

std::vector<breaker_note> event_log::breaker_changes() const {
  std::lock_guard lock(mutex_);
  return {breakers_.begin(), breakers_.end()};
}

std::vector<circuit> event_log::not_closed() const {
  std::lock_guard lock(mutex_);
  return not_closed_;
}

event_log::page event_log::newest(const event_query& wanted) const {
  std::lock_guard lock(mutex_);
  std::vector<const event_record*> found;
  for (const auto& [cls, ring] : rings_)
    if (wanted.cls.empty() || wanted.cls == cls)
      for (const auto& e : ring.kept)
        if (is_wanted(e, wanted))
          found.push_back(&e);
  page shown;
  shown.total = found.size();
  auto count = std::min(found.size(), wanted.limit);
  std::ranges::partial_sort(found, found.begin() + static_cast<std::ptrdiff_t>(count),
                            std::ranges::greater{}, &event_record::id);
  for (std::size_t i = 0; i < count; ++i)
    shown.events.push_back(*found[i]);
  return shown;
}

event_log::page event_log::newest(const scope& where, std::size_t limit) const {
  event_query wanted;
  wanted.where = where;
  wanted.limit = limit;
  return newest(wanted);
}

event_log::news event_log::after(std::uint64_t id, std::size_t most) const {
  std::lock_guard lock(mutex_);
  std::vector<const event_record*> found;
  for (const auto& [cls, ring] : rings_)
    for (auto i = ring.kept.rbegin(); i != ring.kept.rend() && i->id > id; ++i)
      found.push_back(&*i);
  std::ranges::sort(found, {}, &event_record::id);
  found.resize(std::min(found.size(), most));
  news fresh;
  fresh.dropped_to = newest_dropped_;
  for (const auto* e : found)
    fresh.events.push_back(*e);
  return fresh;
}

std::uint64_t event_log::newest_id() const {
  std::lock_guard lock(mutex_);
  return newest_id_;
}

std::uint64_t event_log::count(failure_class what) const {
  return count(to_string(what));
}

std::uint64_t event_log::count(std::string_view cls) const {
  std::lock_guard lock(mutex_);
  auto found = rings_.find(cls);
  return found == rings_.end() ? 0 : found->second.count;
}

std::map<std::string_view, std::uint64_t> event_log::counts() const {
  std::lock_guard lock(mutex_);
  std::map<std::string_view, std::uint64_t> all;
  for (const auto& [cls, ring] : rings_)
    all[cls] = ring.count;
  return all;
}

std::uint64_t event_log::dropped() const {
  std::lock_guard lock(mutex_);
  return dropped_;
}

} // namespace mesh
