#pragma once
#include <functional>
#include <optional>

#include "actors/work/person/person_times.hpp"
#include "actors/work/work.hpp"

namespace mesh {

/// The messages for people as their agents use them: the inbox itself, or the way to it. Any
/// thread; no call waits.
class person_desk : public person_times {
public:
  [[nodiscard]] virtual bool has(agent_id who) const = 0;
  /// A message for a person. A result at once: it was answered before, is only to be read, or
  /// cannot be (`queue_full`).
  virtual std::optional<work_result> start(agent_id who, const job& what,
                                           const std::function<work_done()>& done) = 0;
  virtual void withdraw(agent_id who, message_id what) = 0;
  /// Its actor has died: its items stay, and their answers are kept for the next one.
  virtual void orphan(agent_id who) = 0;
};

} // namespace mesh
