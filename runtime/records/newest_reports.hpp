#pragma once
#include <cstddef>
#include <deque>
#include <set>
#include <utility>

#include "messages/ids.hpp"

namespace mesh {

/// Which conflicts were reported lately, so that each is kept once: a lead that is replaced
/// reports again what its agents said (K1). Knows so many, the newest.
class newest_reports {
public:
  explicit newest_reports(std::size_t most) : most_(most) {}

  /// Whether this agent's -1 to this message was noted before; it is from now on.
  bool note(message_id message, agent_id agent);

private:
  using key = std::pair<message_id, agent_id>;
  std::size_t most_;
  std::set<key> known_;
  std::deque<std::set<key>::iterator> by_age_;
};

} // namespace mesh
