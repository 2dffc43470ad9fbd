#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "actors/coordination/layout.hpp"
#include "actors/work/random.hpp"
#include "actors/work/work.hpp"
#include "config/config.hpp"

namespace mesh {

/// The behaviour of one simulated agent: medians of its delays, and how they vary.
struct simulated_behaviour {
  double latency_ms = 0;    // round trip
  double processing_ms = 0; // ordinary message, empty queue
  double jitter = 0;        // relative standard deviation of each delay
  double heavy_tail = 0;    // share of delays stretched by a Pareto factor
  double conflict = 0;      // probability of answering -1
};

/// A change to some of it; empty fields stay. Factors apply to the present.
struct behaviour_change {
  std::optional<double> latency_ms, latency_factor;
  std::optional<double> processing_ms, processing_factor;
  std::optional<double> jitter, heavy_tail, conflict;
  bool operator==(const behaviour_change&) const = default;
};

/// One delay around `median_ms`: normal jitter, and now and then a tail of up
/// to ten times that.
double draw_delay_ms(double median_ms, double jitter, double heavy_tail, random_source& random);

/// The world under the mesh (simulation): every agent's true behaviour, which
/// the mesh does not know and has to learn. May be changed by one thread while
/// agents read it.
class simulated_world {
public:
  /// Draws each agent's latency from its class's range, by the seed.
  simulated_world(const config& cfg, const layout& who);
  /// Somebody whom the world may not know yet: draws its behaviour, unless it
  /// was there before with this class. Any thread.
  void enter(agent_id agent, agent_class cls);
  /// All zero for one that has not entered; a change to it is nothing.
  [[nodiscard]] simulated_behaviour of(agent_id agent) const;
  void change(agent_id agent, const behaviour_change& what);
  [[nodiscard]] double delay_factor() const { return delay_factor_; }
  [[nodiscard]] double weight_factor() const { return weight_factor_; }
  [[nodiscard]] double queue_factor() const { return queue_factor_; }

private:
  struct entry {
    std::atomic<float> latency_ms, processing_ms, jitter, heavy_tail, conflict;
    std::optional<agent_class> cls; // none: nobody is there; written by enter alone
  };
  using cluster = std::vector<entry>;
  [[nodiscard]] entry* find(agent_id agent) const;
  entry& place_for(agent_id agent);
  void draw(entry& mine, agent_class cls, random_source& random);

  const config& cfg_;
  std::mutex entering_;
  std::vector<std::atomic<cluster*>> clusters_; // of all that may ever be
  std::vector<std::unique_ptr<cluster>> owned_;
  double delay_factor_;
  double weight_factor_;
  double queue_factor_;
};

/// Work of a simulated agent: takes its time, answers `done`, sometimes
/// contradicts. `agent` must have entered the world; `seed` makes its own
/// random numbers.
std::unique_ptr<work> make_simulated_work(std::shared_ptr<const simulated_world> world,
                                          agent_id agent, agent_class cls, std::uint64_t seed);

} // namespace mesh
