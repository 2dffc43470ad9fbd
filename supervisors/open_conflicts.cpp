#include "supervisors/open_conflicts.hpp"

namespace mesh {

void open_conflicts::add(const conflict_record& what, time_point arrived, bool from_before) {
  auto short_one = what; // the rest is with its case
  short_one.held.reset();
  short_one.what.evidence = {};
  auto accepted = desk_.offer(std::move(short_one), arrived);
  if (!accepted)
    return;
  if (accepted->displaced)
    forget(accepted->displaced->record.id);
  cases_.open(what, accepted->task.priority, from_before);
  if (what.what.type == conflict_type::hash_mismatch)
    hash_mismatches_.emplace(what.id, what.agent);
}

void open_conflicts::end(message_id id) {
  desk_.remove(id);
  forget(id);
}

void open_conflicts::forget(message_id id) {
  hash_mismatches_.erase(id);
  cases_.end(id);
}

} // namespace mesh
