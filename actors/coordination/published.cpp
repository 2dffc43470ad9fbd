#include "actors/coordination/published.hpp"

#include <algorithm>

namespace mesh {

epoch_domain::~epoch_domain() {
  auto* mine = slots_.load();
  while (mine != nullptr)
    delete std::exchange(mine, mine->next.load());
}

epoch_domain::slot& epoch_domain::enter() {
  slot* mine = nullptr;
  for (auto* s = slots_.load(std::memory_order_acquire); s != nullptr && mine == nullptr;
       s = s->next.load(std::memory_order_relaxed)) {
    if (!s->taken.load(std::memory_order_relaxed)
        && !s->taken.exchange(true, std::memory_order_acquire))
      mine = s;
  }
  if (mine == nullptr) { // more readers at once than ever before
    mine = new slot;
    mine->taken.store(true, std::memory_order_relaxed);
    auto* head = slots_.load(std::memory_order_relaxed);
    do {
      mine->next.store(head, std::memory_order_relaxed);
    } while (!slots_.compare_exchange_weak(head, mine, std::memory_order_seq_cst));
  }
  // Announced before the first load of a value (both sequentially consistent):
  // a writer either sees this slot or its new value is what the reader sees.
  mine->since.store(epoch_.load(std::memory_order_seq_cst), std::memory_order_seq_cst);
  return *mine;
}

void epoch_domain::leave(slot& mine) {
  mine.since.store(idle, std::memory_order_release);
  mine.taken.store(false, std::memory_order_release);
}

std::uint64_t epoch_domain::oldest_reader() const {
  auto oldest = idle;
  for (auto* s = slots_.load(std::memory_order_seq_cst); s != nullptr;
       s = s->next.load(std::memory_order_relaxed))
    oldest = std::min(oldest, s->since.load(std::memory_order_seq_cst));
  return oldest;
}

void epoch_domain::retire(std::shared_ptr<const void> value) {
  std::vector<std::pair<std::uint64_t, std::shared_ptr<const void>>> free; // after the lock
  std::lock_guard lock(writers_);
  retired_.emplace_back(epoch_.fetch_add(1, std::memory_order_seq_cst), std::move(value));
  auto oldest = oldest_reader();
  auto still_seen = std::partition(retired_.begin(), retired_.end(),
                                   [&](const auto& r) { return r.first < oldest; });
  free.assign(std::make_move_iterator(retired_.begin()), std::make_move_iterator(still_seen));
  retired_.erase(retired_.begin(), still_seen);
}

std::size_t epoch_domain::retired() const {
  std::lock_guard lock(writers_);
  return retired_.size();
}

} // namespace mesh
