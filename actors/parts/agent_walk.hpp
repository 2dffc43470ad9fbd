#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "actors/chains/chain_walk.hpp"
#include "actors/work/random.hpp"
#include "messages/errors.hpp"

namespace mesh {

/// V2: an agent's way through chains, and when it is woken up to look back.
///
/// Always: while a look is due at some moment, the agent is woken at that moment or before.
class agent_walk {
public:
  struct ways {
    std::function<void(time_point)> wake_at;
    /// Makes a call, from any thread, that tells the agent that a chain has moved.
    std::function<std::function<void()>()> moved;
  };

  agent_walk(agent_id who, const chains_config& cfg, ways out)
      : walk_(cfg,
              [random = random_source(who.packed())]() mutable { return random.uniform(); }),
        cfg_(cfg),
        out_(std::move(out)) {}

  /// Takes a task in hand; or why not.
  [[nodiscard]] error begin(const std::shared_ptr<const chain_errand>& task, time_point now);
  /// It has ended. `done`: it is assumed to be complete.
  void end(bool done, time_point now);
  /// A moment has come at which it was to be woken. False: what is in hand was flushed.
  [[nodiscard]] bool look(time_point now);
  [[nodiscard]] bool moved(time_point now);

private:
  void plan(time_point now);

  chain_walk walk_;
  const chains_config& cfg_;
  ways out_;
  std::optional<time_point> woken_at_; // the next time
};

} // namespace mesh
