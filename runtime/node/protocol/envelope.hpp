#pragma once
#include <optional>

#include "messages/link_batch.hpp"

/// Entries between a sector's host and one that has a cluster of it (T1). They pass
/// through the orchestrator's host, which does not read them.
namespace mesh::node {

/// `kind`: to_cluster or from_cluster.
link_entry in_envelope(entry_kind kind, cluster_id cluster, link_entry e);
/// The entry inside, with the time that it has been on its way (S5); nothing when that
/// cannot be read.
std::optional<link_entry> out_of_envelope(const link_entry& envelope);
/// A message from agent to agent, which is counted where it ends; also in an envelope.
bool is_post(const link_entry& e);

} // namespace mesh::node
