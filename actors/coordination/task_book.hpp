#pragma once
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "messages/ids.hpp"
#include "messages/message.hpp"

namespace mesh {

/// The request of one message, as people read it (N1).
struct known_task {
  std::string text; // the beginning of its payload
  std::vector<std::string> capabilities;
  std::string source; // who sent it
  verb what = verb::act;
};

/// The newest messages that were sent from this process, by id: agents report the id of what
/// they have in hand, never its text. Bounded; the oldest make room. Any thread.
class task_book {
public:
  explicit task_book(std::size_t bound = 10'000) : bound_(bound) {}

  void note(const message& sent);
  /// None: another host sent it, or it is too old.
  [[nodiscard]] std::optional<known_task> find(message_id id) const;

private:
  std::size_t bound_;
  mutable std::mutex mutex_;
  std::unordered_map<message_id, known_task> known_;
  std::deque<message_id> order_; // the oldest first
};

} // namespace mesh
