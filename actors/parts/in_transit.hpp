#pragma once
#include <cstdint>
#include <forward_list>
#include <optional>
#include <vector>

#include "messages/agent_messages.hpp"

namespace mesh {

/// The messages on their way to one agent through its simulated link.
///
/// Each one that is put in comes out once: by its number when it is through, by
/// its id when nobody waits for it any more, or with all others in a freeze.
class in_transit {
public:
  struct coming {
    deliver what;
    time_point due;
    std::uint64_t number = 0;
  };
  /// No other that is on its way has this number.
  void put(deliver what, time_point due, std::uint64_t number);
  /// The one that is through; none when it was taken out before.
  std::optional<coming> take(std::uint64_t number);
  /// Takes a message out; how often it was delivered before, if it is on its way.
  std::optional<std::uint8_t> withdraw(message_id id);
  /// Takes all out, in the order in which they would have come.
  std::vector<coming> take_all();
  [[nodiscard]] bool empty() const { return all_.empty(); }

private:
  std::forward_list<coming> all_;
};

} // namespace mesh
