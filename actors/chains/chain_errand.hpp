#pragma once
#include <atomic>
#include <cstdint>
#include <functional>

#include "actors/chains/access_regimen.hpp"
#include "actors/chains/chain_board.hpp"

namespace mesh {

/// V11: how agents walk chains, counted over all agents of the process.
struct walk_counters {
  std::atomic<std::uint64_t> looks{0};     // at boards
  std::atomic<std::uint64_t> rechecked{0}; // tasks that were left behind, and came to an end
  std::atomic<std::uint64_t> flushed{0};   // works that agents gave up because of a look
  std::atomic<std::uint64_t> steals{0};    // jobs that idle agents took from busy ones
  std::atomic<std::uint64_t> queued{0};    // jobs that wait for busy agents now
};

/// A task of a chain, as the agent that works on it knows it (V10): its own chain's board and
/// no other. Never leaves the process.
struct chain_errand {
  chain_board::handle board;
  std::uint32_t task = 0;
  std::uint32_t life = 0; // of the task; a newer one on the board: this one was flushed
  std::uint64_t run = 0;  // of the chain, likewise
  const access_regimen* regimen = nullptr;
  walk_counters* counters = nullptr;
  /// Asks the scheduler to call `moved` once, from any thread, when the chain's board shows
  /// more than this version. For regimens that are notified.
  std::function<void(std::uint64_t version, std::function<void()> moved)> watch;
};

} // namespace mesh
