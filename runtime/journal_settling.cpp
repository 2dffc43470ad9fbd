// How the mesh itself ends conflicts: the half of a journal that K3 asks for.
#include "runtime/journal.hpp"
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
    if (auto settled = settle_hash_mismatch(who, now, good_context))
      end({id, wall_ms, "mesh", settled->how, settled->note}, who);
  }
}

/// Whatever keeps a resolution from being written, the next tick tries again;
/// unless a person was faster.
void journal::end(storage::conflict_resolution how, agent_id who) {
  auto id = how.conflict;
  if (memory_) {
    if (memory_->resolve(std::move(how)))
      ended(id);
    return;
  }
  hash_mismatches_.erase(id);
  auto taken =
      disk_->resolve(std::move(how), [this, id, who](const tl::expected<void, error>& result) {
        lock inner(mutex_);
        if (result)
          ended(id);
        else if (result.error().code != errc::invalid_argument)
          hash_mismatches_.emplace(id, who);
      });
  if (!taken)
    hash_mismatches_.emplace(id, who);
}

} // namespace mesh
