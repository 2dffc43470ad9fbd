#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "messages/supervision_messages.hpp"
#include "messages/vocabulary.hpp"

namespace mesh::testing {

/// Actors that fail in the middle of a step, some time after its beginning.
struct disturbance {
  duration after{};
  fault_order what;
};

/// The whole process is away in the middle of a step (F2): stopped, or starved so that
/// each actor's turn takes 20 ms.
struct absence {
  duration after{};
  duration how_long{};
  bool starved = false;
};

/// One thing that is asked of the mesh, and what goes wrong meanwhile.
struct chaos_step {
  enum class kind : std::uint8_t {
    gather,
    cascade,
    ask,
    delegate,
    pipeline,
    wait,
    heal,
    freeze,
    thaw,    // one of those that are frozen
    breaker, // opened or closed by hand
    world,   // agents become faster or slower
    grow,
    drain,
  };
  kind what = kind::wait;
  scope where;
  std::uint64_t chance = 0; // for the details of the step
  duration how_long{};      // wait
  std::vector<disturbance> meanwhile;
  std::optional<absence> away;
  std::vector<chaos_step> inside; // asked while it is under way, `how_long` after its beginning
};
std::string to_string(const chaos_step& step);

/// A mesh and what happens to it, all of it from a seed.
struct chaos_plan {
  std::uint64_t seed = 0;
  config cfg;
  std::vector<chaos_step> steps;
};

/// Some virtual hours in the life of a small mesh.
chaos_plan plan_chaos(std::uint64_t seed);

} // namespace mesh::testing
