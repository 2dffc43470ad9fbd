#include "supervisors/case_book.hpp"

#include <algorithm>
#include <utility>

namespace mesh {

void case_book::open(const conflict_record& what, int priority, bool from_before) {
  open_case one;
  one.what.record = what;
  one.what.from_before = from_before;
  one.priority = priority;
  cases_.insert_or_assign(what.id, std::move(one));
}

bool case_book::contradicted(const conflict_record& what) {
  auto* one = at(what.resolves);
  if (one != nullptr)
    one->contradicted[what.agent] = what.what.type;
  return one != nullptr;
}

void case_book::taken(message_id id, conflict_level by) {
  if (auto* one = at(id))
    one->with = std::max(one->with, by);
}

void case_book::holder_replaced(const scope& whose) {
  auto lost =
      whose.kind() == scope::level::all ? conflict_level::orchestrator : conflict_level::sector;
  auto below =
      lost == conflict_level::orchestrator ? conflict_level::sector : conflict_level::lead;
  for (auto& [id, one] : cases_)
    if (one.with == lost && whose.contains(one.what.record.agent))
      one.with = below;
}

std::vector<conflict_notice> case_book::untold() const {
  std::vector<conflict_notice> all;
  for (const auto& [id, one] : cases_)
    if (one.with < level_of(one.priority, cfg_)
        && std::cmp_less(all.size(), std::max(1, cfg_.resolving)))
      all.push_back({id, one.what.record.agent, one.what.record.what.type,
                     static_cast<std::uint8_t>(one.priority)});
  return all;
}

std::vector<resolution_case> case_book::take_due(time_point now) {
  std::vector<open_case*> due;
  std::size_t in_hand = 0;
  for (auto& [id, one] : cases_) {
    in_hand += one.in_hand ? 1 : 0;
    // A wrong hash ends with the agent's next sign of life.
    auto ours = one.what.record.what.type != conflict_type::hash_mismatch;
    if (ours && !one.in_hand && one.why.empty() && one.look_at <= now
        && one.with >= level_of(one.priority, cfg_))
      due.push_back(&one);
  }
  std::ranges::stable_sort(due, std::ranges::greater{}, &open_case::priority);
  const auto most = static_cast<std::size_t>(cfg_.resolving);
  due.resize(std::min(due.size(), most > in_hand ? most - in_hand : 0));
  std::vector<resolution_case> taken;
  for (auto* one : due) {
    one->in_hand = true;
    taken.push_back(one->what);
  }
  return taken;
}

void case_book::tried(message_id id, resolution_attempt what, time_point now) {
  auto* one = at(id);
  if (one == nullptr)
    return;
  if (auto said = one->contradicted.find(what.agent);
      said != one->contradicted.end() && what.state == trinary::conflict)
    what.contradicts = said->second;
  auto settled = what.failure == errc::none;
  one->what.attempts.push_back(std::move(what));
  // An answer is judged at once; a failed question may go better a while later.
  look_again(id, settled ? now : now + from_ms(cfg_.resolution_pause_ms));
}

void case_book::leave(message_id id, std::string why) {
  if (auto* one = at(id)) {
    one->in_hand = false;
    one->why = std::move(why);
  }
}

void case_book::look_again(message_id id, time_point now) {
  if (auto* one = at(id)) {
    one->in_hand = false;
    one->look_at = now;
  }
}

const open_case* case_book::find(message_id id) const {
  auto found = cases_.find(id);
  return found == cases_.end() ? nullptr : &found->second;
}

open_case* case_book::at(message_id id) {
  auto found = cases_.find(id);
  return found == cases_.end() ? nullptr : &found->second;
}

std::uint64_t case_book::count_with(conflict_level who) const {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(cases_, [who](const auto& c) { return c.second.with == who; }));
}

std::uint64_t case_book::count_left() const {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(cases_, [](const auto& c) { return !c.second.why.empty(); }));
}

} // namespace mesh
