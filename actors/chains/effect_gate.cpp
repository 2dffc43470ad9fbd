#include "actors/chains/effect_gate.hpp"

namespace mesh {

void effect_gate::release(std::uint32_t task, std::uint32_t effects) {
  for (std::uint32_t i = 0; i < effects; ++i)
    if (!done_.contains({task, i}))
      due_.push_back({task, i});
}

std::optional<effect_gate::key> effect_gate::next() {
  if (open_ || failed_ || due_.empty())
    return std::nullopt;
  const auto turn = due_.front();
  if (auto found = doubtful_.find(turn); found != doubtful_.end()) {
    failed_ = effect_outcome{turn.task, turn.effect, found->second};
    return std::nullopt;
  }
  open_ = turn;
  due_.pop_front();
  return open_;
}

void effect_gate::retry() {
  if (failed_)
    doubtful_.erase({failed_->task, failed_->effect});
  failed_.reset();
}

bool effect_gate::outcome(const effect_outcome& what) {
  const key mine{what.task, what.effect};
  if (open_ != mine)
    return false;
  open_.reset();
  if (what.failure.code == errc::none) {
    done_.insert(mine);
  } else {
    due_.push_front(mine);
    failed_ = what;
  }
  return true;
}

} // namespace mesh
