#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "supervisors/event_record.hpp"

namespace mesh {

/// Is told what is added, by the thread that adds it: for who keeps a copy
/// elsewhere.
struct event_watcher {
  std::function<void(const failure_event&)> failed = {};
  std::function<void(const breaker_note&)> noted = {};
};

/// Which events are wanted.
struct event_query {
  scope where;
  std::string cls = {}; // empty: of all classes
  std::string host = {};
  std::optional<time_point> since = {}; // their newest occurrence
  std::size_t limit = SIZE_MAX;
};

/// The newest failures and what was done about them (F1-F6), how breakers have changed
/// (B2), and what became of hosts (R2), for people. Leads, coordinators and the hub
/// write, anyone reads. Bounded: each class has a ring of its own, so that a flood of one
/// pushes out no other; equal events that follow each other within `fold` are one record
/// with a count. The oldest of a class make room for its newest, but stay counted.
class event_log {
public:
  /// `bound`: records of each class. `fold` 0: nothing is folded.
  explicit event_log(std::size_t bound, event_watcher watcher = {}, duration fold = duration{})
      : bound_(bound), fold_(fold), watcher_(std::move(watcher)) {}

  void add(const failure_event& what);
  void add(breaker_note what);
  void add(const notice& what);

  struct page {
    std::vector<event_record> events; // newest first
    std::uint64_t total = 0;          // that were wanted, of those that are kept
  };
  [[nodiscard]] page newest(const event_query& wanted) const;
  [[nodiscard]] page newest(const scope& where, std::size_t limit) const;

  /// For who reads on from where he was: what has happened since the event with this
  /// id, the oldest first; and up to which id some records had to make room.
  struct news {
    std::vector<event_record> events;
    std::uint64_t dropped_to = 0;
  };
  [[nodiscard]] news after(std::uint64_t id, std::size_t most) const;
  /// The id of the newest event; 0: there was none.
  [[nodiscard]] std::uint64_t newest_id() const;

  /// The number of events of a class, kept or not.
  [[nodiscard]] std::uint64_t count(failure_class what) const;
  [[nodiscard]] std::uint64_t count(std::string_view cls) const;
  /// Of all classes of which there were any.
  [[nodiscard]] std::map<std::string_view, std::uint64_t> counts() const;
  /// The newest changes of breakers, the oldest of them first.
  [[nodiscard]] std::vector<breaker_note> breaker_changes() const;
  /// The breakers that are not closed: for the replacement of their keeper.
  [[nodiscard]] std::vector<circuit> not_closed() const;
  /// The number of records that had to make room.
  [[nodiscard]] std::uint64_t dropped() const;

private:
  using records = std::list<event_record>;
  struct class_ring {
    records kept; // oldest first, by their newest occurrence
    std::unordered_map<std::string, records::iterator> newest_of; // by fold_key()
    std::uint64_t count = 0;
  };
  void keep(event_record what);
  void make_room(class_ring& in);

  mutable std::mutex mutex_;
  std::size_t bound_;
  duration fold_;
  event_watcher watcher_;
  std::map<std::string_view, class_ring> rings_; // by class
  std::uint64_t newest_id_ = 0;
  std::uint64_t dropped_ = 0;
  std::uint64_t newest_dropped_ = 0;  // id
  std::deque<breaker_note> breakers_; // oldest first
  std::vector<circuit> not_closed_;
};

} // namespace mesh
