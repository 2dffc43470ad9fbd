#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "actors/chains/chain_book.hpp"
#include "actors/chains/effect_runner.hpp"

namespace mesh {

/// To the scheduler that has the desk: something came about on another thread.
struct effect_note {
  std::uint32_t chain = 0;
  std::uint64_t record = 0;              // that is durable now; 0: it is about an outcome
  std::optional<effect_outcome> outcome; // the effect under way has ended
  error failure;                         // the disk has not taken it
};

/// V3, V8: what a scheduler has to do with the disk and with the world outside. An effect goes
/// through four stages, each of them when all records of its chain are durable: it rests on
/// verified tasks; its intent is kept; it is carried out, on no thread of the scheduler; its
/// outcome is kept, and then the chain hears of it. What the disk does not take is handed in
/// again.
class effect_desk {
public:
  /// Brings a note back to heed(), on the scheduler's own thread and never at once. From any
  /// thread, also when the desk is gone.
  using bring = std::function<void(const effect_note&)>;

  /// Book and runner outlive it.
  void begin(chain_book& book, effect_runner& runner, bring back);
  /// Before anything else of a chain: which effects it was left with.
  void take_up(const kept_chain& chain);

  void verified(std::uint32_t chain, const chain_checkpoint& what);
  /// One of a chain at a time.
  void due(std::uint32_t chain, const effect_intent& which, effect_order what);
  /// The chain has ended: what has not begun does not begin.
  void cancelled(std::uint32_t chain);
  /// What the chain is to hear, if anything.
  [[nodiscard]] std::optional<effect_outcome> heed(const effect_note& what);

  /// Whether there is something to hand in again.
  [[nodiscard]] bool refused() const;
  void hand_in_again();

private:
  enum class stage : std::uint8_t { rests, is_kept, is_under_way, has_ended };
  struct effect_in_hand {
    effect_intent which;
    effect_order what;
    stage at = stage::rests;
    effect_outcome outcome;
  };
  struct desk_of_chain {
    std::uint64_t last_record = 0;
    std::uint64_t durable = 0;
    bool refused = false;
    std::optional<effect_in_hand> effect;
    std::set<std::pair<std::uint32_t, std::uint32_t>> inherited; // begun, perhaps under way
  };

  [[nodiscard]] chain_keeper::written when_written(std::uint32_t chain, desk_of_chain& mine);
  [[nodiscard]] effect_runner::ended when_ended(std::uint32_t chain,
                                                const effect_intent& which) const;
  [[nodiscard]] bool inherit(std::uint32_t chain, desk_of_chain& mine);
  std::optional<effect_outcome> go_on(std::uint32_t chain, desk_of_chain& mine);
  void say(std::uint32_t chain, effect_in_hand& effect, error failure);

  chain_book* book_ = nullptr;
  effect_runner* runner_ = nullptr;
  bring bring_;
  std::map<std::uint32_t, desk_of_chain> chains_;
};

} // namespace mesh
