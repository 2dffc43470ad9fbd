#include "runtime/records/newest_reports.hpp"

namespace mesh {

bool newest_reports::note(message_id message, agent_id agent) {
  const auto [entry, is_new] = known_.emplace(message, agent);
  if (!is_new)
    return true;
  by_age_.push_back(entry);
  if (by_age_.size() > most_) {
    known_.erase(by_age_.front());
    by_age_.pop_front();
  }
  return false;
}

} // namespace mesh
