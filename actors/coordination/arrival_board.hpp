#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "messages/gather_summary.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// The answers of one gather as they come, by their distance from T (G1, C1), of all its
/// clusters in this process. Written by leads, read by anyone, from any thread.
class run_arrivals {
public:
  static constexpr double bin_ms = 5;
  static constexpr double first_ms = -5'000; // what is earlier counts in the first bin
  static constexpr std::size_t bins = 1'500; // what is later counts in the last one

  run_arrivals(std::uint64_t of, time_point at, duration how_long, bool aimed)
      : gather(of), arrive(at), window(how_long), scheduled(aimed) {}

  const std::uint64_t gather;
  const time_point arrive; // T
  const duration window;   // answers count until T + window
  const bool scheduled;    // false: sent to all at once

  /// A cluster has chosen so many, and none of its sends is made.
  void planned(std::uint32_t targets) {
    targets_ += targets;
    ++running_;
  }
  void sent() { ++sent_; }
  void ready(time_point when);
  void conflict() { ++conflict_; }
  /// The cluster's part is over.
  void ended(const gather_summary& how);

  struct figures {
    std::uint32_t targets = 0;
    std::uint32_t sent = 0;
    std::uint32_t ready = 0;
    std::uint32_t conflict = 0;
    // Of the clusters that have ended
    std::uint32_t straggler = 0;
    std::uint32_t skipped = 0;
    std::uint32_t expired = 0;
    std::uint32_t refused = 0;
    std::uint32_t running = 0; // clusters that go on
    bool operator==(const figures&) const = default;
  };
  /// Bins that somebody is in, and how many; in their order.
  using filled_bins = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
  [[nodiscard]] figures counts() const;
  /// READY agents by bin; each bin is `bin_ms` wide, the first begins at `first_ms`.
  [[nodiscard]] std::vector<std::uint32_t> histogram() const;
  [[nodiscard]] filled_bins filled() const;

  /// Adds counts from elsewhere; the READY agents are those of `by_bin`. What has become less
  /// is the complement of two.
  void add(const figures& more, const filled_bins& by_bin);

private:
  using counter = std::atomic<std::uint32_t>;
  counter targets_{0}, sent_{0}, conflict_{0};
  counter straggler_{0}, skipped_{0}, expired_{0}, refused_{0}, running_{0};
  std::array<counter, bins> by_bin_{}; // of the READY
};

/// The newest gathers of this process, also those that run. Any thread.
class arrival_board {
public:
  static constexpr std::size_t most = 8; // the oldest makes room

  /// The run of this gather; a new one when it is the first cluster's.
  std::shared_ptr<run_arrivals> join(std::uint64_t gather, time_point arrive, duration window,
                                     bool scheduled);
  /// Null: it has made room, or was never here.
  [[nodiscard]] std::shared_ptr<run_arrivals> find(std::uint64_t gather) const;
  /// The newest last.
  [[nodiscard]] std::vector<std::shared_ptr<const run_arrivals>> newest() const;

private:
  [[nodiscard]] std::shared_ptr<run_arrivals> look(std::uint64_t gather) const;

  mutable std::mutex mutex_;
  std::deque<std::shared_ptr<run_arrivals>> runs_;
};

} // namespace mesh
