#include "runtime/mesh/timer_thread.hpp"

#include <algorithm>

#include <caf/mailbox_element.hpp>
#include <sys/prctl.h>

namespace mesh {

timer_thread::timer_thread(duration quantum) : quantum_(quantum), thread_([this] { run(); }) {}

timer_thread::~timer_thread() {
  stop();
}

bool timer_thread::later(const entry& a, const entry& b) {
  return a.due != b.due ? a.due > b.due : a.number > b.number;
}

void timer_thread::send_at(time_point due, caf::strong_actor_ptr receiver, caf::message what) {
  std::unique_lock lock(mutex_);
  if (stopping_)
    return;
  heap_.push_back({due, next_number_++, std::move(receiver), std::move(what)});
  std::push_heap(heap_.begin(), heap_.end(), later);
  auto must_wake = due < sleeping_until_;
  if (must_wake)
    sleeping_until_ = due; // one wake-up is enough
  lock.unlock();
  if (must_wake)
    wake_.notify_one();
}

void timer_thread::run() {
  prctl(PR_SET_NAME, "mesh.timers");
  prctl(PR_SET_TIMERSLACK, 1'000); // 1 us instead of the usual 50
  std::vector<entry> due;
  time_point last_round{};
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    auto now = std::chrono::steady_clock::now();
    auto next = heap_.empty() ? now + std::chrono::hours(1)
                              : std::max(heap_.front().due, last_round + quantum_);
    if (next > now) {
      sleeping_until_ = next;
      wake_.wait_until(lock, next);
      continue;
    }
    last_round = now;
    sleeping_until_ = time_point::min();
    while (!heap_.empty() && heap_.front().due <= now) {
      std::pop_heap(heap_.begin(), heap_.end(), later);
      due.push_back(std::move(heap_.back()));
      heap_.pop_back();
    }
    lock.unlock();
    for (auto& e : due)
      e.receiver->enqueue(
          caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, std::move(e.what)),
          nullptr);
    due.clear();
    lock.lock();
  }
}

void timer_thread::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable())
    thread_.join();
  heap_.clear();
}

} // namespace mesh
