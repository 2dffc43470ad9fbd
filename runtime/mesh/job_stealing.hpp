#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

#include <caf/policy/unprofiled.hpp>
#include <caf/resumable.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

namespace mesh {

/// Lets the workers of CAF's scheduler share the actors that have something to do.
/// Each has a queue of its own; one that has nothing takes half of another's.
///
/// CAF's own policy takes one actor at a time, from the end of a linked list that it
/// walks from the beginning, with the victim locked: with 300,000 actors in the queue
/// a step takes milliseconds, and the workers wait for each other. It also puts what an
/// actor wakes before all others, so that under load timers, which come from outside,
/// are not reached any more. Here everybody waits in turn.
class job_stealing : public caf::policy::unprofiled {
public:
  /// A worker sleeps so long, at most, before it looks at the others' queues.
  static constexpr auto longest_sleep = std::chrono::milliseconds(10);

  struct coordinator_data {
    explicit coordinator_data(caf::scheduler::abstract_coordinator*) {}
    std::atomic<std::size_t> next_worker{0};
    std::atomic<std::size_t> asleep{0};
  };

  struct worker_data {
    explicit worker_data(caf::scheduler::abstract_coordinator*) {}
    worker_data(const worker_data&) {} // CAF copies one that is empty
    worker_data& operator=(const worker_data&) = delete;

    std::mutex mutex;
    std::condition_variable wake;
    std::deque<caf::resumable*> jobs; // the first one is next
    bool asleep = false;
    std::size_t next_victim = 0;
  };

  template <class Coordinator>
  void central_enqueue(Coordinator* self, caf::resumable* job) {
    auto number = d(self).next_worker.fetch_add(1, std::memory_order_relaxed);
    self->worker_by_id(number % self->num_workers())->external_enqueue(job);
  }

  template <class Worker>
  void external_enqueue(Worker* self, caf::resumable* job) {
    auto& mine = d(self);
    std::unique_lock lock(mine.mutex);
    mine.jobs.push_back(job);
    const bool wakes = mine.asleep;
    lock.unlock();
    if (wakes)
      mine.wake.notify_one();
  }

  /// By an actor that runs on this worker.
  template <class Worker>
  void internal_enqueue(Worker* self, caf::resumable* job) {
    constexpr std::size_t worth_sharing = 8; // less is done before somebody is awake
    auto& mine = d(self);
    std::unique_lock lock(mine.mutex);
    mine.jobs.push_back(job);
    const auto waiting = mine.jobs.size();
    lock.unlock();
    if (waiting >= worth_sharing
        && d(self->parent()).asleep.load(std::memory_order_relaxed) > 0)
      wake_somebody(self);
  }

  template <class Worker>
  void resume_job_later(Worker* self, caf::resumable* job) {
    internal_enqueue(self, job);
  }

  template <class Worker>
  caf::resumable* dequeue(Worker* self) {
    auto& mine = d(self);
    for (;;) {
      if (auto* job = take(mine))
        return job;
      if (auto* job = steal(self))
        return job;
      std::unique_lock lock(mine.mutex);
      if (!mine.jobs.empty())
        continue;
      mine.asleep = true;
      d(self->parent()).asleep.fetch_add(1, std::memory_order_relaxed);
      mine.wake.wait_for(lock, longest_sleep);
      mine.asleep = false;
      d(self->parent()).asleep.fetch_sub(1, std::memory_order_relaxed);
    }
  }

  template <class Worker, class Function>
  void foreach_resumable(Worker* self, Function f) {
    while (auto* job = take(d(self)))
      f(job);
  }
  template <class Coordinator, class Function>
  void foreach_central_resumable(Coordinator*, Function) {}

private:
  static caf::resumable* take(worker_data& from) {
    std::lock_guard lock(from.mutex);
    if (from.jobs.empty())
      return nullptr;
    auto* job = from.jobs.front();
    from.jobs.pop_front();
    return job;
  }

  /// The half that would wait longest. Never more than one lock at a time.
  template <class Worker>
  caf::resumable* steal(Worker* self) {
    auto& mine = d(self);
    const auto workers = self->parent()->num_workers();
    for (std::size_t i = 1; i < workers; ++i) {
      auto victim = (self->id() + ++mine.next_victim) % workers;
      if (victim == self->id())
        victim = (victim + 1) % workers;
      auto& other = d(self->parent()->worker_by_id(victim));
      std::vector<caf::resumable*> loot;
      {
        std::lock_guard lock(other.mutex);
        const auto half = static_cast<std::ptrdiff_t>((other.jobs.size() + 1) / 2);
        loot.assign(other.jobs.end() - half, other.jobs.end());
        other.jobs.erase(other.jobs.end() - half, other.jobs.end());
      }
      if (loot.empty())
        continue;
      std::lock_guard lock(mine.mutex);
      mine.jobs.insert(mine.jobs.end(), loot.begin() + 1, loot.end());
      return loot.front();
    }
    return nullptr;
  }

  template <class Worker>
  void wake_somebody(Worker* self) {
    const auto workers = self->parent()->num_workers();
    for (std::size_t i = 1; i < workers; ++i) {
      auto& other = d(self->parent()->worker_by_id((self->id() + i) % workers));
      std::unique_lock lock(other.mutex);
      if (!other.asleep)
        continue;
      other.asleep = false; // is about to wake: others need not do so
      lock.unlock();
      return other.wake.notify_one();
    }
  }
};

} // namespace mesh
