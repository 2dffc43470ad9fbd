// How the mesh itself ends conflicts: the half of a journal that K3 asks for.
#include "runtime/records/journal.hpp"
#include "supervisors/resolution.hpp"

namespace mesh {

/// Leads quarantine who has another context than it should, and load the good
/// one (F4); here it is checked again whether that has helped.
void journal::settle_hash_mismatches(std::uint64_t wall_ms, const registry& agents,
                                     std::uint64_t good_context) {
  lock guard(mutex_);
  if (hash_mismatches_.empty())
    return;
  auto rows = agents.read();
  auto open = hash_mismatches_;
  for (const auto& [id, who] : open) {
    const auto* row = rows.find(who);
    if (row == nullptr)
      continue;
    context_seen now{row->context_hash, row->state == agent_state::quarantined};
    auto over = settle_hash_mismatch(who, now, good_context);
    if (!over)
      continue;
    hash_mismatches_.erase(id);
    end({id, wall_ms, "mesh", over->how, over->note},
        [this, id = id, who = who] { hash_mismatches_.emplace(id, who); });
  }
}

void journal::taken(message_id conflict, conflict_level by) {
  lock guard(mutex_);
  cases_.taken(conflict, by);
}

void journal::knows_none(const scope& whose) {
  lock guard(mutex_);
  cases_.knows_none(whose);
}

std::vector<conflict_notice> journal::untold() {
  lock guard(mutex_);
  return cases_.untold();
}

std::vector<resolution_case> journal::take_due(time_point now) {
  lock guard(mutex_);
  return cases_.take_due(now);
}

void journal::tried(message_id id, resolution_attempt what, time_point now) {
  lock guard(mutex_);
  cases_.tried(id, std::move(what), now);
}

void journal::leave(message_id id, std::string why) {
  lock guard(mutex_);
  cases_.leave(id, std::move(why));
}

void journal::look_again(message_id id, time_point now) {
  lock guard(mutex_);
  cases_.look_again(id, now);
}

std::optional<open_case> journal::how_it_stands(message_id id) const {
  lock guard(mutex_);
  const auto* found = cases_.find(id);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

void journal::settled(message_id id, const settlement& how, time_point now,
                      std::uint64_t wall_ms) {
  lock guard(mutex_);
  auto later = now + from_ms(store_cfg_.tick_ms);
  end({id, wall_ms, "mesh", how.how, how.note},
      [this, id, later] { cases_.look_again(id, later); });
}

/// Whatever keeps a resolution from being written, it is tried again; unless a
/// person was faster. `not_written` is called with the lock held.
void journal::end(storage::conflict_resolution how, const std::function<void()>& not_written) {
  auto id = how.conflict;
  if (memory_) {
    if (memory_->resolve(std::move(how)))
      ended_by_mesh(id);
    return;
  }
  auto taken = disk_->resolve(std::move(how),
                              [this, id, not_written](const tl::expected<void, error>& result) {
                                lock inner(mutex_);
                                if (result)
                                  ended_by_mesh(id);
                                else if (result.error().code != errc::invalid_argument)
                                  not_written();
                              });
  if (!taken)
    not_written();
}

void journal::ended_by_mesh(message_id id) {
  ++counts_.ended_by_mesh;
  ended(id);
}

} // namespace mesh
