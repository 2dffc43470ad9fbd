#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "actors/parts/timer_service.hpp"

namespace mesh {

/// The timer service of a real mesh: one thread, one heap. Messages leave in
/// the order of their due times, never early, and those due within one quantum
/// of each other with one wake-up.
class timer_thread : public timer_service {
public:
  explicit timer_thread(duration quantum = microseconds(400));
  ~timer_thread() override;
  void send_at(time_point due, caf::strong_actor_ptr receiver, caf::message what) override;
  /// Drops what is not due yet and ends the thread. Later sends are ignored.
  void stop();

private:
  struct entry {
    time_point due;
    std::uint64_t number = 0; // keeps the order among equals
    caf::strong_actor_ptr receiver;
    caf::message what;
  };
  static bool later(const entry& a, const entry& b);
  void run();

  duration quantum_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<entry> heap_; // earliest on top
  time_point sleeping_until_ = time_point::min();
  std::uint64_t next_number_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

} // namespace mesh
