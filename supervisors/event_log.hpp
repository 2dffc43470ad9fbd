#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "messages/failure_event.hpp"
#include "supervisors/breaker_tree.hpp"

namespace mesh {

/// What became of a breaker, and in whose hands: a coordinator that was replaced
/// starts with closed ones, and opens again what the one before it had open.
struct breaker_note {
  time_point at;
  std::uint64_t keeper = 0;
  breaker_event what;
  bool by_hand = false;
  bool operator==(const breaker_note&) const = default;
};

/// Is told what is added, by the thread that adds it: for who keeps a copy
/// elsewhere.
struct event_watcher {
  std::function<void(const failure_event&)> failed = {};
  std::function<void(const breaker_note&)> noted = {};
};

/// The newest failures and what was done about them (F1-F6), for people.
/// And how breakers have changed (B2). Leads and coordinators write, anyone reads. Bounded: the
/// oldest make room for the newest, but stay counted.
class event_log {
public:
  explicit event_log(std::size_t bound, event_watcher watcher = {})
      : bound_(bound), watcher_(std::move(watcher)) {}

  void add(failure_event what);

  struct page {
    std::vector<failure_event> events; // newest first
    std::uint64_t total = 0;           // in the scope, of those that are kept
  };
  [[nodiscard]] page newest(const scope& where, std::size_t limit) const;
  /// How many there were of a class, kept or not.
  [[nodiscard]] std::uint64_t count(failure_class what) const;
  void add(breaker_note what);
  /// The newest changes of breakers, the oldest of them first.
  [[nodiscard]] std::vector<breaker_note> breaker_changes() const;
  /// How often breakers have changed, kept or not.
  [[nodiscard]] std::uint64_t breakers_noted() const;
  /// The changes after so many, as far as they are kept.
  [[nodiscard]] std::vector<breaker_note> breakers_since(std::uint64_t noted) const;
  /// How the breakers stand that are not closed: for who replaces their keeper.
  [[nodiscard]] std::vector<circuit> not_closed() const;
  /// How many failures had to make room.
  [[nodiscard]] std::uint64_t dropped() const;

private:
  mutable std::mutex mutex_;
  std::size_t bound_;
  event_watcher watcher_;
  std::deque<failure_event> kept_;    // oldest first
  std::deque<breaker_note> breakers_; // oldest first
  std::vector<circuit> not_closed_;
  std::array<std::uint64_t, 6> counts_{};
  std::uint64_t dropped_ = 0;
  std::uint64_t breakers_noted_ = 0;
};

} // namespace mesh
