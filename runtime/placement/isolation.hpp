#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/placement.hpp"
#include "messages/vocabulary.hpp"
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
/// The hub is gone when at least half of the peers that were here were reached and
/// nobody hears it. Fewer would let two parts of a mesh that is cut in two both go on.
/// Who has never heard of another node goes on: nobody could take over. Without the hub we
/// ask again every ask_ms for as long as it is away, for it may come back to others only.
///
/// Whoever has paused, or went on alone and hears the hub again, says hello to it: only
/// the hub knows what it has given to others meanwhile. After a pause nothing but its
/// welcome lets a node go on.
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
    apart,    // never welcomed, nothing to lose
    with_hub, // all is well, or has not been otherwise for long
    alone,    // the hub is gone, we go on
    paused,
  };

  explicit isolation(const placement_config& cfg);

  /// The hub has taken us in after a hello: what it let us keep is ours. `sent` as
  /// channel::reached_at().
  void welcomed(time_point sent);
  /// A batch of the hub has arrived.
  void heard_hub(time_point sent, time_point now);
  /// Whom the hub knows (node_table::peers_of). Nobody is forgotten.
  void told(const peer_list& peers);
  /// Whom to ask.
  [[nodiscard]] std::vector<std::string> peers() const;
  /// Of round `round`; answers to earlier questions do not count.
  void answered(std::uint64_t round, const std::string& peer, hears what);
  /// What is to be done now; call until it is nothing, a few times in ask_ms. Whoever
  /// stands still for 2 * ask_ms without the hub pauses: answers are too old by then.
  step next(time_point now);

  /// Whether a sector that the hub has just given us may begin to work. Not as long as
  /// nodes that went on alone, and had it before, may not have found out by asking us
  /// that the hub is back: ask again a little later.
  [[nodiscard]] bool may_begin(time_point now) const;
  [[nodiscard]] state now_is() const { return state_; }
  [[nodiscard]] std::uint64_t round() const { return round_; }
  /// What to say to a peer that asks us. Three quarters of silence_ms count, so that
  /// nodes which lose their hub together agree that it is gone.
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
  [[nodiscard]] bool somebody_hears_it() const;
  [[nodiscard]] bool hub_is_gone() const;

  duration silence_;
  duration lease_;
  duration ask_;
  state state_ = state::apart;
  bool go_on_due_ = false;
  time_point reached_;                // when the newest batch was sent that the hub has
  std::optional<time_point> heard_;   // the hub, by us
  time_point heard_since_;            // without a gap
  std::map<std::string, bool> peers_; // whether it was here
  std::optional<time_point> back_;    // since when it is heard again, and has not welcomed us
  time_point greet_at_;
  time_point ask_at_;
  std::uint64_t round_ = 0;
  std::map<std::string, said> answers_; // the newest of each, of this round and the last
};

} // namespace mesh
