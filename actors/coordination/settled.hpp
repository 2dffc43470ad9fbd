#pragma once
#include "actors/coordination/agent_row.hpp"
#include "config/config.hpp"

namespace mesh {

/// T5: whether enough is known of a newcomer to send to it, after so many of
/// its heartbeats: its times do not vary wildly, or have been watched for long.
bool settled(const agent_row& row, int heartbeats, const config& cfg);

} // namespace mesh
