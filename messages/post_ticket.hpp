#pragma once
#include <atomic>
#include <cstdint>
#include <memory>

namespace mesh {

/// Goes with a message from agent to agent, and counts how that ended. Whoever
/// lets go of it without an answer has lost the message, whether it says so or
/// crashes with it in its mailbox: nothing is lost uncounted.
///
/// Does not leave a process; where a message comes in, it gets another one.
class post_ticket {
public:
  using counter = std::atomic<std::uint64_t>;
  post_ticket(counter& answered, counter& undeliverable)
      : answered_(answered), undeliverable_(undeliverable) {}
  ~post_ticket() { ++(ended_well_ ? answered_ : undeliverable_); }
  post_ticket(const post_ticket&) = delete;
  post_ticket& operator=(const post_ticket&) = delete;

  /// By the lead of the receiver, when that has answered.
  void answered() { ended_well_ = true; }

private:
  counter& answered_;
  counter& undeliverable_;
  bool ended_well_ = false;
};

using shared_ticket = std::shared_ptr<post_ticket>;

} // namespace mesh
