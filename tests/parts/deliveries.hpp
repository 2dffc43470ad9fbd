#pragma once
#include <chrono>
#include <memory>
#include <utility>

#include "messages/agent_messages.hpp"

namespace mesh::testing {

/// A message with this id that somebody gathers, delivered for the first time.
inline deliver delivery_of(std::uint64_t id,
                           time_point expire_at = time_point(std::chrono::seconds(100))) {
  message m;
  m.id = {id};
  deliver d;
  d.what = std::make_shared<const message>(std::move(m));
  d.gather = 7;
  d.expire_at = expire_at;
  return d;
}

} // namespace mesh::testing
