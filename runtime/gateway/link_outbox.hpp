#pragma once
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "actors/work/linked/agent_line.hpp"
#include "runtime/gateway/link_message.hpp"

namespace mesh::gateway {

/// All that the mesh has to say over one link and has not said yet. Any thread puts in; the
/// link takes all of it at once, so that a busy link carries few large messages.
///
/// Bounded: a link that is not read fills it, and is closed; what was in it comes again on the
/// agent's next link.
class link_outbox {
public:
  /// `wake` is called, from any thread and without a lock, when something waits that did not
  /// before. `most_bytes` of texts and payloads may wait.
  link_outbox(std::size_t most_bytes, std::function<void()> wake)
      : most_bytes_(most_bytes), wake_(std::move(wake)) {}

  /// Puts a part of a message behind what waits.
  void say(const pb::FromMesh& part);
  void deliver(const job& what, duration time_left, std::uint8_t attempt,
               const std::string& agent);
  /// A delivery that is still here does not go at all.
  void withdraw(message_id what, const std::string& agent);

  /// All that waits, as messages of which none is much larger than `message_bytes`, unless a
  /// single delivery is; none when nothing waits.
  std::vector<pb::FromMesh> take(std::size_t message_bytes);
  [[nodiscard]] bool empty() const;
  [[nodiscard]] std::size_t bytes() const;
  [[nodiscard]] bool overfull() const;
  /// Nothing is put in any more: the link has ended.
  void close();

private:
  void put(std::size_t more, const std::function<void()>& in);

  const std::size_t most_bytes_;
  const std::function<void()> wake_;
  mutable std::mutex mutex_;
  pb::FromMesh waiting_;
  std::size_t bytes_ = 0;
  bool any_ = false;
  bool closed_ = false;
};

} // namespace mesh::gateway
