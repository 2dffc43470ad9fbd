#pragma once
#include <optional>

#include "actors/coordination/agent_row.hpp"
#include "config/protection.hpp"
#include "messages/agent_messages.hpp"
#include "messages/conflict.hpp"
#include "messages/protection_messages.hpp"

/// K1: an answer of -1 that counts becomes a record, with the message it was about.
namespace mesh {

/// F4: whatever an agent with a damaged context says, it says of something else.
void call_damaged(ack& a, std::uint64_t good_context);

/// Whether the answer says that there is a conflict.
bool is_conflict(const ack& a);

/// Where and when an agent has found a conflict.
struct conflict_origin {
  message_id record;
  std::uint64_t at_ms = 0;
  const message& about;
  std::uint32_t part = 0;        // of the message
  std::optional<scope> given_to; // who got the same; none: nobody else
};
/// The record of a conflict that the agent of this row has answered.
conflict_record record_of(const agent_row& row, const ack& a, const conflict_origin& origin,
                          const conflicts_config& cfg);

/// K2: what those above are told, when the conflict is more than a lead's.
std::optional<conflict_notice> notice_of(const conflict_record& record,
                                         const conflicts_config& cfg);

} // namespace mesh
