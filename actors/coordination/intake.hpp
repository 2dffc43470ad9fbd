#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "actors/coordination/kept_answers.hpp"
#include "messages/agent_messages.hpp"

namespace mesh {

/// A message that waits at an agent.
struct waiting {
  deliver what;
  time_point arrived;
};

/// An agent's inbound side (M3, M4): a bounded queue in which higher priority
/// overtakes and equal priority keeps its order, the memory by which a second
/// copy is known, and the answers it is answered with.
class intake {
public:
  intake(int queue_bound, int remembered, answer_budget kept = {});

  enum class verdict : std::uint8_t {
    accepted,
    full,
    expired,
    second_copy, // of one that still waits or is worked on: its ack will come
    answered,    // of one that ended: see remembered()
  };
  /// Takes the message over when it is accepted, and leaves it alone otherwise.
  verdict offer(deliver& what, time_point now);
  /// The next message to work on; it counts as being worked on until `ended`.
  /// Expired ones are not skipped: whoever takes them answers for them (M3).
  std::optional<waiting> next();
  /// Remembers how the message that was worked on ended.
  void ended(message_id id, trinary state, errc failure);
  /// Keeps the whole answer of one that has `ended`, until then.
  void keep(kept_answer answer, time_point now) { kept_.keep(std::move(answer), now); }
  /// The whole answer; null when it is not kept (any more).
  [[nodiscard]] const kept_answer* kept(message_id id) const { return kept_.find(id); }
  /// Takes a waiting message out; how often it was delivered before, if it
  /// waited here.
  std::optional<std::uint8_t> withdraw(message_id id);
  /// Empties the queue and gives back what waited, in its order (O6).
  std::vector<waiting> take_all();
  /// As if it had never been worked on: it will be offered again (O6).
  void forget(message_id id);

  struct memory {
    message_id id;
    trinary state = trinary::ready;
    errc failure = errc::none;
  };
  [[nodiscard]] std::optional<memory> remembered(message_id id) const;
  /// All that is remembered, the oldest first.
  [[nodiscard]] std::vector<memory> memories() const;
  [[nodiscard]] int depth() const { return static_cast<int>(queue_.size()); }

private:
  std::vector<waiting>::iterator find_waiting(message_id id);

  std::vector<waiting> queue_; // highest priority first, then oldest
  std::vector<memory> memory_; // ring of the newest
  message_id newest_;          // no remembered id is larger
  std::uint16_t next_memory_ = 0;
  std::uint16_t queue_bound_;
  std::uint16_t remembered_bound_;
  std::optional<message_id> working_;
  kept_answers kept_;
};

} // namespace mesh
