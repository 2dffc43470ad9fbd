#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "actors/chains/chain_errand.hpp"
#include "actors/chains/verification_history.hpp"
#include "config/protection.hpp"

namespace mesh {

/// V2, V3, V5: an agent on its way through chains. Done with a task it assumes that the task
/// is complete, goes on, and rechecks what it left behind until that is verified; it gives up
/// what it has in hand when that turns out to be built on something wrong. When it looks is
/// its regimen's decision, from what this agent has seen.
///
/// Always: each task left behind has a next look until it is verified, flushed or its chain
/// has ended; looks are as far apart as the guard says (V5, V10).
class chain_walk {
public:
  using errand = std::shared_ptr<const chain_errand>;

  /// `random`: from 0 to 1, at random; by it the moments of looks are spread.
  chain_walk(const chains_config& cfg, std::function<double()> random)
      : cfg_(&cfg), random_(std::move(random)) {}

  /// Whether there is room to leave one more task behind.
  [[nodiscard]] bool has_room() const {
    return left_behind_.size() < static_cast<std::size_t>(cfg_->left_behind);
  }
  /// Takes a task in hand. False: it is not wanted any more.
  [[nodiscard]] bool begin(errand task, time_point now);
  /// The task in hand has ended. `done`: it is assumed to be complete.
  void end(bool done, time_point now);
  /// Rechecks what is due. False: what is in hand was flushed; it is in hand no more.
  [[nodiscard]] bool look(time_point now);
  /// The scheduler says that a chain has moved: everything is due.
  void moved(time_point now);
  /// When the next look is due; nothing while there is nothing to look for.
  [[nodiscard]] std::optional<time_point> next_look() const;
  /// Tasks whose chains' next move the agent wants to be told of, once each.
  [[nodiscard]] std::vector<errand> take_watched();

  [[nodiscard]] std::size_t left_behind() const { return left_behind_.size(); }
  [[nodiscard]] const verification_history& seen() const { return seen_; }

private:
  /// A task that is rechecked.
  struct watched {
    errand task;
    time_point since{};
    time_point next{};
    bool told = false; // of the chain's next move
  };
  enum class outcome : std::uint8_t { open, verified, flushed };
  [[nodiscard]] outcome recheck(watched& one, time_point now);
  [[nodiscard]] outcome outcome_of(const watched& one, const task_look& seen) const;
  void plan_next(watched& one, time_point now);

  const chains_config* cfg_;
  std::function<double()> random_;
  verification_history seen_;
  std::vector<watched> left_behind_;
  std::optional<watched> in_hand_;
};

} // namespace mesh
