#pragma once
#include <functional>
#include <string>

#include "actors/chains/chain_plan.hpp"
#include "messages/errors.hpp"

namespace mesh {

/// One effect to carry out, its references filled in.
struct effect_order {
  std::string chain; // its id
  std::string task;
  task_effect what;
  /// The same whenever the same effect is carried out.
  [[nodiscard]] std::string key() const { return chain + "/" + task + "/" + what.name; }
};

/// V3: carries effects out, away from those who schedule chains. It outlives them, so that the
/// successor of one that crashed hears what came of an effect that is under way. From any
/// thread.
class effect_runner {
public:
  /// Told once, from any thread: why it was not carried out; none: it was. It may not call
  /// the runner.
  using ended = std::function<void(const error&)>;

  virtual ~effect_runner() = default;
  /// Why it cannot even be tried here; none: it can.
  [[nodiscard]] virtual error refusal(const effect_order& what) const = 0;
  /// Does not wait for its end.
  virtual void run(effect_order what, ended tell) = 0;
  /// Whether an effect of that key is under way; `tell` then takes the place of the one that
  /// was to be told. Once it is false, that one has been told.
  [[nodiscard]] virtual bool attach(const std::string& key, ended tell) = 0;
};

} // namespace mesh
