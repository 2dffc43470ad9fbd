#pragma once
#include <functional>
#include <vector>

#include "actors/parts/alarm.hpp"
#include "config/config.hpp"
#include "messages/frozen_state.hpp"
#include "messages/supervision_messages.hpp"
#include "supervisors/breaker_tree.hpp"
#include "supervisors/circuit_breaker.hpp"

namespace mesh {

/// The breaker of the whole mesh, and what the breakers of sectors and clusters have
/// become (B1-B3).
///
/// It counts open sectors, never failures of its own: it opens when more of them are
/// open than may be, and closes after a probe that all sectors answer. All hear of each
/// change. circuits() holds every breaker that is not closed, and no other.
class global_breaker {
public:
  /// The orchestrator's services to it.
  struct outlets {
    /// A change: to be told to all sectors, and recorded.
    std::function<void(const circuit&, const breaker_event&)> changed;
    /// Sends a probe to all sectors, and says whether all have answered.
    std::function<void(std::function<void(bool all_answered)>)> probe;
  };
  global_breaker(const breakers_config& cfg, alarm timer, outlets to);

  /// Asks for one request: `errc::none`, or why nothing new may be sent.
  [[nodiscard]] error admit();
  /// The same without asking for one: `errc::none` unless it is open.
  [[nodiscard]] error refusal() const;
  [[nodiscard]] circuit state() const { return circuit_of({}, breaker_); }
  [[nodiscard]] const std::vector<circuit>& circuits() const { return circuits_; }

  /// A sector reports one of its breakers.
  void learn(const circuit& news);
  /// By hand.
  void order(const circuit& what);
  void heal(heal_report& report);
  /// B2: it outlives its keeper: what the one before had open is opened again.
  void restore(const std::vector<circuit>& not_closed);
  void reopen(const frozen_state& preserved);
  /// As a freeze preserves it; nothing when it is closed.
  [[nodiscard]] std::vector<frozen_breaker> preserved() const;
  void due();

private:
  void apply(const circuit_breaker::change& change);
  void remember(const circuit& news);
  void probe();
  [[nodiscard]] int open_sectors() const;
  [[nodiscard]] error refused() const;

  int most_open_;
  circuit_breaker breaker_;
  alarm timer_;
  outlets to_;
  std::vector<circuit> circuits_; // that are not closed
};

} // namespace mesh
