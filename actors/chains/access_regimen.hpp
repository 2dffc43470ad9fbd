#pragma once
#include <optional>
#include <string_view>

#include "actors/chains/verification_history.hpp"
#include "config/protection.hpp"

namespace mesh {

/// V5: when an agent looks at a task that it left behind unverified. Stateless; any thread.
/// Whatever it answers, the guard holds: no look sooner than `look_floor_ms` after the one
/// before, none later than `look_ceiling_ms`.
class access_regimen {
public:
  virtual ~access_regimen() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Milliseconds from now to the next look, when the task was left behind `waited_ms` ago.
  /// Nothing: at the ceiling.
  [[nodiscard]] virtual std::optional<double> next_look_ms(double waited_ms,
                                                           const verification_history& seen,
                                                           const chains_config& cfg) const = 0;
  /// Whether the scheduler is to tell the agent when its chain moves.
  [[nodiscard]] virtual bool is_notified() const { return false; }
};

} // namespace mesh
