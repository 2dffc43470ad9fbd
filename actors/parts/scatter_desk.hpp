#pragma once
#include <functional>
#include <map>
#include <vector>

#include "actors/parts/scatter_engine.hpp"
#include "actors/parts/scatterer.hpp"
#include "actors/parts/targeting.hpp"
#include "messages/lamport_clock.hpp"

namespace mesh {

/// Carries out single requests of operators (G1-G3): checks each, chooses its targets and
/// its T, builds the message once, and judges what comes back.
///
/// Each request is answered exactly once: with a failure and nothing sent, or with what
/// its gather came to. No two gathers of one mesh have the same number.
class scatter_desk final : public scatterer {
public:
  /// The orchestrator's services to it.
  struct outlets {
    /// Asks the global breaker for one request: `errc::none`, or why nothing may be sent.
    std::function<error()> admit;
    /// F5: those that contradict the others in a redundant ask.
    std::function<std::vector<agent_id>(gather_summary&)> find_rogues;
    /// A command to agents has ended; it counts unless it went to nobody or was cancelled.
    std::function<void(const scatter_result&, bool counts)> ended;
  };
  /// `first_gather`: the numbers after it were never used.
  scatter_desk(const surroundings& around, scatter_engine& engine, targeting& choice,
               std::function<time_point()> now, std::uint64_t first_gather, outlets to);

  void scatter(const scatter_request& request, reach depth, scattered done) override;
  [[nodiscard]] error check(const scatter_request& request, double window_ms,
                            double minimum) const override;
  [[nodiscard]] std::uint64_t next_gather() const override { return last_gather_ + 1; }
  /// Ends all requests of a client; 0 is the number of those that gave none.
  void cancel(std::uint64_t client);
  /// Stamps after this one are later.
  void seen(std::uint64_t lamport) { clock_.seen(lamport); }

private:
  struct request_state {
    scatter_result result;
    time_point began;
    reach depth = reach::agents;
    std::uint64_t client = 0;
    scattered done;
    bool commanded = true;     // not to end a conflict: that tells nothing of how commands fare
    bool redundant = false;    // who contradicts the others is a rogue (F5)
    bool of_a_cascade = false; // one of its phases
  };

  [[nodiscard]] error refusal(const scatter_request& request, reach depth,
                              const scatter_result& result);
  [[nodiscard]] scatter_order order_of(const scatter_request& request, reach depth,
                                       std::vector<target> targets);
  [[nodiscard]] message compose(const draft& what, double ttl_ms, std::uint64_t command);
  void finish(std::uint64_t gather, collected answers);

  const surroundings& around_;
  scatter_engine& engine_;
  targeting& choice_;
  std::function<time_point()> now_;
  outlets to_;
  std::uint64_t last_gather_;
  message_id_source ids_;
  lamport_clock clock_;
  std::map<std::uint64_t, request_state> requests_;
};

} // namespace mesh
