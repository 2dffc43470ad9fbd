#pragma once
#include <mutex>
#include <vector>

#include "actors/conflict_sink.hpp"

namespace mesh::testing {

/// Keeps every conflict that is reported, in the order of the reports.
class kept_conflicts : public conflict_sink {
public:
  void report(conflict_record what, time_point) override {
    std::lock_guard lock(mutex_);
    all_.push_back(std::move(what));
  }
  [[nodiscard]] std::vector<conflict_record> all() const {
    std::lock_guard lock(mutex_);
    return all_;
  }

private:
  mutable std::mutex mutex_;
  std::vector<conflict_record> all_;
};

} // namespace mesh::testing
