#pragma once
#include <functional>

#include "actors/coordination/roster.hpp"
#include "messages/membership.hpp"
#include "runtime/node/uplink/hosted_parts.hpp"

namespace mesh::node {

/// Gives up parts, so that they go to other nodes while this one is there (T5).
///
/// What goes on in a part may end first, within a bound: its agents take nothing new,
/// and the part is stopped when none has anything in hand. What does not go on here,
/// paused or down, is stopped at once; what is frozen goes on elsewhere.
class part_drains {
public:
  /// The actor's services to this part.
  struct ports {
    std::function<time_point()> now;
    std::function<void(const caf::actor& supervisor, leave_order order)> leave;
    std::function<void(const placed_part& part)> stop;
  };
  part_drains(hosted_parts& parts, const roster& who, ports out)
      : parts_(parts), who_(who), out_(std::move(out)) {}

  void drain(const placed_part& part, hosted_part& h, duration longest);
  /// Its coordinator or lead has begun: it knows of no drain.
  void begin_again(const placed_part& part, const hosted_part& h) {
    if (h.up() && h.drains_until)
      let_agents_end(part, h);
  }
  /// Nothing is open with this agent.
  void note_idle(agent_id agent);
  /// Stops those that have ended, and those whose time is over.
  void due();
  /// At once.
  void stop(const placed_part& part, hosted_part& h) const;
  void stop_all();

private:
  void let_agents_end(const placed_part& part, const hosted_part& h);
  [[nodiscard]] bool has_ended(const placed_part& part, const hosted_part& h) const;

  hosted_parts& parts_;
  const roster& who_;
  ports out_;
};

} // namespace mesh::node
