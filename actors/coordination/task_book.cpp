#include "actors/coordination/task_book.hpp"

namespace mesh {

namespace {

constexpr std::size_t longest_text = 2'000; // bytes; a task is given to another agent as it is

/// The beginning of a text, never within a character.
std::string beginning(const std::string& text) {
  if (text.size() <= longest_text)
    return text;
  auto end = longest_text;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U)
    --end;
  return text.substr(0, end) + " ...";
}

} // namespace

void task_book::note(const message& sent) {
  known_task task{beginning(sent.payload), sent.required_capabilities, sent.source, sent.what};
  const std::lock_guard lock(mutex_);
  if (!known_.emplace(sent.id, std::move(task)).second)
    return;
  order_.push_back(sent.id);
  if (order_.size() <= bound_)
    return;
  known_.erase(order_.front());
  order_.pop_front();
}

std::optional<known_task> task_book::find(message_id id) const {
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(id);
  return found == known_.end() ? std::nullopt : std::optional(found->second);
}

} // namespace mesh
