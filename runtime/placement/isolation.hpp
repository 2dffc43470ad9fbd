#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/placement.hpp"
#include "messages/vocabulary.hpp"
#include "runtime/placement/majority.hpp"
#include "runtime/placement/peer_answer.hpp"

namespace mesh {

/// A node that no longer hears its hub finds out whether the hub is gone (T2: it goes
/// on working) or it is cut off itself: then it pauses its agents before the hub gives
/// its sectors to others (R2).
///
/// The hub counts our silence from when our newest batch arrived, which is after we
/// sent it. So we count from when the newest batch was sent of which we know that it
/// arrived (channel::reached_at()), and pause margin_ms before silence_ms + rejoin_ms.
///
/// The hub is gone for us when more than half of the members, ourselves counted, do not
/// hear it; then it gives our sectors to nobody, even if it is there (majority.hpp). Who
/// is the only member goes on. Without the hub we ask again every ask_ms.
///
/// Whoever has paused, or went on alone and hears the hub again, says hello to it: only
/// the hub knows what it has given to others meanwhile. After a pause nothing but its
/// welcome lets a node go on, and only one that comes in time.
class isolation {
public:
  enum class step : std::uint8_t {
    nothing,
    ask_peers, // all of them: do you hear the hub? The answers belong to round()
    greet,     // the hub is heard again: say hello to it
    pause,     // agents stop working, results are kept
    go_on,     // the hub is gone, or has welcomed us: they work
  };
  enum class state : std::uint8_t {
    detached, // never welcomed, nothing to lose
    with_hub, // all is well, or has not been otherwise for long
    alone,    // the hub is gone, we go on
    paused,
  };

  explicit isolation(const placement_config& cfg);

  /// The hub has taken us in after a hello: what it let us keep is ours. `sent` as
  /// channel::reached_at().
  void welcomed(time_point sent);
  /// A batch of the hub has arrived; `sent` only of a hub that has welcomed us.
  void heard_hub(std::optional<time_point> sent, time_point now);
  /// All other members (node_table::members). They count, and are to be asked.
  void told(const std::vector<std::string>& peers);
  /// Of round `round`; answers to earlier questions do not count.
  void answered(std::uint64_t round, const std::string& peer, hears what);
  /// The next step; call until it is nothing, four times in ask_ms, and before
  /// anything else after standing still. Answers are too old by then.
  step next(time_point now);

  /// Whether sectors that the hub has given us may begin to work.
  [[nodiscard]] bool may_begin() const { return state_ == state::with_hub; }
  [[nodiscard]] state now_is() const { return state_; }
  [[nodiscard]] std::uint64_t round() const { return round_; }
  /// The answer to a peer that asks us. A process that was never welcomed has no say: a process
  /// of this name may have had one before.
  [[nodiscard]] hears hub_heard(time_point now) const;

private:
  struct said {
    std::uint64_t round = 0;
    hears what = hears::unreachable;
  };
  step with_hub(time_point now);
  step alone(time_point now);
  step greet(time_point now);
  step ask(time_point now);
  step enter(state s, step what);
  [[nodiscard]] bool stood_still(time_point now) const;
  [[nodiscard]] bool hub_is_gone() const;

  duration silence_;
  duration lease_;
  duration ask_;
  duration grace_;
  duration says_yes_;
  state state_ = state::detached;
  bool go_on_due_ = false;
  time_point reached_;              // when the newest batch was sent that the hub has
  time_point majority_at_;          // when it was known last that the hub is gone
  std::optional<time_point> heard_; // the hub, by us
  std::vector<std::string> peers_;
  bool back_ = false; // it is heard again, and has not welcomed us
  time_point greet_at_;
  time_point ask_at_;
  std::uint64_t round_ = 0;
  std::map<std::string, said> answers_; // the newest of each, of this round and the last
};

} // namespace mesh
