#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>

#include "actors/chains/chain_state.hpp"

namespace mesh {

/// V3: holds the effects of a chain back until their tasks are verified, and lets them out
/// one at a time: those of a task in their order, and after those of all that were verified
/// before it. Each is let out once.
///
/// Of an effect that an earlier life has begun it may not be known whether it happened. What
/// may be repeated is let out again; anything else counts as failed when its turn comes, until
/// somebody who has looked lets it out.
class effect_gate {
public:
  struct key {
    std::uint32_t task = 0;
    std::uint32_t effect = 0;
    auto operator<=>(const key&) const = default;
  };

  /// The task is verified; so many effects of it are due.
  void release(std::uint32_t task, std::uint32_t effects);
  /// The effect whose turn it is, once; none while one is under way or has failed.
  [[nodiscard]] std::optional<key> next();
  /// What became of the one under way, or of one in an earlier life. False for an effect
  /// that is not under way.
  bool outcome(const effect_outcome& what);
  /// For what an earlier life has carried out: it is never let out again.
  void done_before(key what) { done_.insert(what); }
  /// For what an earlier life has begun, and what may not be repeated: `why` is what is known.
  void begun_before(key what, error why) { doubtful_[what] = std::move(why); }
  /// A failed effect may be let out again.
  void retry();

  [[nodiscard]] bool busy() const { return open_.has_value(); }
  [[nodiscard]] bool empty() const { return due_.empty() && !open_; }
  /// The effect that failed: those behind it wait.
  [[nodiscard]] const std::optional<effect_outcome>& failed() const { return failed_; }
  [[nodiscard]] bool is_done(key what) const { return done_.contains(what); }

private:
  std::deque<key> due_;
  std::optional<key> open_;
  std::optional<effect_outcome> failed_;
  std::set<key> done_;
  std::map<key, error> doubtful_;
};

} // namespace mesh
