#include "actors/coordination/intake.hpp"

#include <algorithm>
#include <utility>

namespace mesh {

intake::intake(int queue_bound, int remembered, answer_budget kept)
    : queue_bound_(static_cast<std::uint16_t>(queue_bound)),
      remembered_bound_(static_cast<std::uint16_t>(remembered)),
      kept_(kept, static_cast<std::size_t>(remembered)) {}

std::vector<waiting>::iterator intake::find_waiting(message_id id) {
  return std::find_if(queue_.begin(), queue_.end(),
                      [&](const waiting& w) { return w.what.what->id == id; });
}

std::optional<intake::memory> intake::remembered(message_id id) const {
  if (id > newest_) // ids grow with time, so most are not looked for any further
    return std::nullopt;
  auto found =
      std::find_if(memory_.begin(), memory_.end(), [&](const memory& m) { return m.id == id; });
  return found == memory_.end() ? std::nullopt : std::optional(*found);
}

intake::verdict intake::offer(deliver& what, time_point now) {
  auto id = what.what->id;
  if (remembered(id))
    return verdict::answered;
  if (id == working_ || find_waiting(id) != queue_.end())
    return verdict::second_copy;
  if (now > what.expire_at)
    return verdict::expired;
  if (queue_.size() >= queue_bound_)
    return verdict::full;
  auto urgency = what.what->urgency;
  auto at = std::find_if(queue_.begin(), queue_.end(),
                         [&](const waiting& w) { return w.what.what->urgency < urgency; });
  queue_.insert(at, waiting{std::move(what), now});
  return verdict::accepted;
}

std::optional<waiting> intake::next() {
  if (queue_.empty())
    return std::nullopt;
  auto first = std::move(queue_.front());
  queue_.erase(queue_.begin());
  working_ = first.what.what->id;
  return first;
}

void intake::ended(message_id id, trinary state, errc failure) {
  if (id == working_)
    working_.reset();
  if (remembered_bound_ == 0)
    return;
  memory m{id, state, failure};
  newest_ = std::max(newest_, id);
  if (memory_.size() < remembered_bound_) {
    memory_.push_back(m);
  } else {
    memory_[next_memory_] = m;
    next_memory_ = static_cast<std::uint16_t>((next_memory_ + 1) % remembered_bound_);
  }
}

std::optional<std::uint8_t> intake::withdraw(message_id id) {
  auto found = find_waiting(id);
  if (found == queue_.end())
    return std::nullopt;
  auto attempt = found->what.attempt;
  queue_.erase(found);
  return attempt;
}

std::vector<waiting> intake::take_all() {
  return std::exchange(queue_, {});
}

std::vector<intake::memory> intake::memories() const {
  auto all = memory_;
  std::rotate(all.begin(), all.begin() + next_memory_, all.end());
  return all;
}

void intake::forget(message_id id) {
  if (id == working_)
    working_.reset();
  memory_ = memories();
  next_memory_ = 0;
  std::erase_if(memory_, [&](const memory& m) { return m.id == id; });
  kept_.forget(id);
}

} // namespace mesh
