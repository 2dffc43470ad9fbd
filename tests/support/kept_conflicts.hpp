#pragma once
#include <mutex>
#include <vector>

#include "actors/parts/conflict_sink.hpp"

namespace mesh::testing {

/// Keeps every conflict that is reported, in the order of the reports.
class kept_conflicts : public conflict_sink {
public:
  void report(conflict_record what, time_point) override {
    std::lock_guard lock(mutex_);
    all_.push_back(std::move(what));
  }
  void taken(message_id conflict, conflict_level by) override {
    std::lock_guard lock(mutex_);
    taken_.emplace_back(conflict, by);
  }
  void holder_replaced(const scope&) override {}
  [[nodiscard]] std::vector<std::pair<message_id, conflict_level>> all_taken() const {
    std::lock_guard lock(mutex_);
    return taken_;
  }
  [[nodiscard]] std::vector<conflict_record> all() const {
    std::lock_guard lock(mutex_);
    return all_;
  }

private:
  mutable std::mutex mutex_;
  std::vector<conflict_record> all_;
  std::vector<std::pair<message_id, conflict_level>> taken_;
};

} // namespace mesh::testing
