#pragma once
#include <atomic>
#include <cstdint>
#include <memory>

namespace mesh {

/// Goes with a message from agent to agent, and counts how that ended. Whoever
/// lets go of it without an answer has lost the message, whether it says so or
/// crashes with it in its mailbox: nothing is lost uncounted.
///
/// Does not leave a process: where a message goes out it is passed on, and does
/// not count here any more; where it comes in, it gets another one.
class post_ticket {
public:
  using counter = std::atomic<std::uint64_t>;
  /// Counts the message as sent.
  post_ticket(counter& sent, counter& answered, counter& undeliverable)
      : sent_(sent), answered_(answered), undeliverable_(undeliverable) {
    ++sent_;
  }
  ~post_ticket() {
    switch (end_) {
    case end::lost:
      ++undeliverable_;
      break;
    case end::answered:
      ++answered_;
      break;
    case end::passed_on:
      --sent_;
      break;
    }
  }
  post_ticket(const post_ticket&) = delete;
  post_ticket& operator=(const post_ticket&) = delete;

  /// By the lead of the receiver, when that has answered.
  void answered() { end_ = end::answered; }
  /// By who gives the message to another process.
  void passed_on() { end_ = end::passed_on; }

private:
  enum class end : std::uint8_t { lost, answered, passed_on };
  counter& sent_;
  counter& answered_;
  counter& undeliverable_;
  end end_ = end::lost;
};

using shared_ticket = std::shared_ptr<post_ticket>;

} // namespace mesh
