#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/container/small_vector.hpp>

#include "actors/chains/chain_run.hpp"
#include "actors/coordination/published.hpp"

namespace mesh {

/// One task as the board shows it.
struct task_view {
  task_phase phase = task_phase::waiting;
  time_point since{};                                      // of that phase
  boost::container::small_vector<std::uint16_t, 4> agents; // at work on each aspect, or on all
  std::uint16_t checks = 0;                                // open ones
  std::uint16_t signed_off = 0;
  std::uint32_t lives = 0; // times it was abandoned or done again
  int depth = 0;           // unverified tasks in a row that it builds on
  boost::container::small_vector<agent_id, 4> who; // who works or has worked on it in this life
  error failure;
};

/// What an agent sees of a task in one look.
struct task_look {
  task_phase phase = task_phase::waiting;
  std::uint32_t life = 0;
  int depth = 0; // unverified tasks in a row that it builds on
  time_point since{};
  std::uint64_t run = 0; // of the chain; see chain_view
};

/// V4: one chain at one moment. Never changed once published.
struct chain_view {
  std::uint64_t version = 0; // one more with each change
  std::uint64_t run = 0;     // one more with each scheduler: what was unverified is done again
  std::uint64_t moved = 0;   // the version in which a task was last verified or flushed
  std::string id;
  std::shared_ptr<const chain_plan> plan;
  chain_phase phase = chain_phase::waiting;
  bool paused = false;
  time_point begun{};
  time_point ended{}; // zero while it goes on
  std::vector<task_view> tasks;
  chain_counts counts;
  std::vector<flush_record> flushes; // the newest
  double worked_ms = 0;              // agents' time on work and checks
  double wasted_ms = 0;              // of that, for nothing
  double waiting_ms = 0;             // what it would have taken to wait for each verification
  std::string effect_failure;
};

/// V4, V10: the views of all chains, for anyone at any moment. A read takes no lock, waits for
/// nobody, and takes the same steps whatever it finds.
class chain_board {
public:
  static constexpr std::size_t most_chains = 10'000;

  explicit chain_board(std::size_t most = most_chains) : cells_(most) {}
  /// A cell has one writer at a time.
  void publish(std::size_t chain, std::unique_ptr<const chain_view> view) {
    cells_.at(chain).replace(std::move(view), epochs_);
  }

  class reader {
  public:
    explicit reader(const chain_board& of) : of_(of), guard_(of.epochs_) {}
    /// Null when there is no such chain. Valid as long as the reader lives.
    [[nodiscard]] const chain_view* find(std::size_t chain) const {
      return chain < of_.cells_.size() ? of_.cells_[chain].get(guard_) : nullptr;
    }

  private:
    const chain_board& of_;
    epoch_guard guard_;
  };
  [[nodiscard]] reader read() const { return reader(*this); }

  /// V10: what an agent is given: the board of its own chain, and no other.
  class handle {
  public:
    handle(const chain_board& of, std::size_t chain) : of_(&of), chain_(chain) {}
    /// A task of this chain; `life` is 0 and the phase waiting when there is none. A look
    /// takes the same steps whatever it finds.
    [[nodiscard]] task_look look(std::uint32_t task) const;
    [[nodiscard]] std::uint64_t version() const;

  private:
    const chain_board* of_;
    std::size_t chain_;
  };

private:
  mutable epoch_domain epochs_; // before cells_: outlives them
  std::vector<published<chain_view>> cells_;
};

/// What is to be published of a run. `before` tells since when each task is in its phase.
std::unique_ptr<chain_view> view_of(const chain_run& run, time_point now,
                                    const chain_view* before);

} // namespace mesh
