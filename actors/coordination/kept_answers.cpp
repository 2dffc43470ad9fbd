#include "actors/coordination/kept_answers.hpp"

#include <algorithm>
#include <utility>

namespace mesh {

namespace {

std::uint64_t bytes_of(const std::vector<std::string>& texts) {
  std::uint64_t sum = 0;
  for (const auto& text : texts)
    sum += text.size();
  return sum;
}

} // namespace

std::uint64_t kept_answer::bytes() const {
  std::uint64_t sum = value.size() + detail.size();
  if (found) {
    const auto& e = found->evidence;
    sum += sizeof(conflict) + found->expected.size() + found->received.size()
           + e.events.size() * sizeof(causal_event) + bytes_of(e.needed_capabilities)
           + bytes_of(e.expected_branch) + bytes_of(e.received_branch);
  }
  return sum;
}

bool answer_budget::take(std::uint64_t bytes) const {
  if (used == nullptr || used->fetch_add(bytes, std::memory_order_relaxed) + bytes <= most)
    return true;
  give_back(bytes);
  count_not_kept();
  return false;
}

void answer_budget::give_back(std::uint64_t bytes) const {
  if (used != nullptr)
    used->fetch_sub(bytes, std::memory_order_relaxed);
}

kept_answers::~kept_answers() {
  while (!all_.empty())
    drop(all_.begin());
}

void kept_answers::drop(std::vector<kept_answer>::iterator one) {
  if (auto bytes = one->bytes(); bytes > 0)
    budget_.give_back(bytes);
  all_.erase(one);
}

void kept_answers::keep(kept_answer answer, time_point now) {
  for (auto i = all_.begin(); i != all_.end();)
    if (i->until < now) {
      auto at = i - all_.begin();
      drop(i);
      i = all_.begin() + at;
    } else {
      ++i;
    }
  if (most_ == 0)
    return;
  while (all_.size() >= most_) {
    drop(all_.begin());
    budget_.count_not_kept();
  }
  if (auto bytes = answer.bytes(); bytes > 0 && !budget_.take(bytes))
    return;
  all_.push_back(std::move(answer));
}

const kept_answer* kept_answers::find(message_id id) const {
  auto found = std::ranges::find(all_, id, &kept_answer::what);
  return found == all_.end() ? nullptr : &*found;
}

void kept_answers::forget(message_id id) {
  auto found = std::ranges::find(all_, id, &kept_answer::what);
  if (found != all_.end())
    drop(found);
}

} // namespace mesh
