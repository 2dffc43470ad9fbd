#pragma once
#include <optional>

#include "config/protection.hpp"
#include "messages/conflict.hpp"
#include "messages/scatter_order.hpp"

/// K1: what a -1 was about is kept with the conflict, apart from the results:
/// who gathers counts the conflict and never takes its data for an answer. It
/// stays there for whoever resolves the conflict, within bounds.
namespace mesh {

/// All agents that may have got the same as each target of an order; none when every target
/// is the only one.
std::optional<scope> given_to(const message& m, const scatter_order& order);

/// One agent's part of a message, up to `quarantine_bytes` of it.
quarantined_message held_back(const message& m, std::uint32_t part, const scope& given_to,
                              const conflicts_config& cfg);

/// Cuts each list to `evidence_items`, and each of its texts to
/// `quarantine_bytes`. A list that was cut says so in its last item, which fits
/// no other: what is not whole is not reconciled.
void bound_evidence(conflict_evidence& evidence, const conflicts_config& cfg);
/// Whether nothing was cut off.
bool is_whole(const std::vector<std::string>& texts);
bool is_whole(const std::vector<causal_event>& events);

} // namespace mesh
