#pragma once
#include <string>

#include "actors/work/work.hpp"

namespace mesh {

/// A job as it is POSTed to a function: one JSON object whose fields are those of `Deliver` in
/// messages/agent_link.proto, with the names that ProtoJSON gives them; `text`, or `data` in
/// base64 where the payload is not UTF-8. All fields are there, also those that are zero, and
/// `callback`, the URL for an answer that comes later, unless it is empty.
std::string call_body(const job& what, const std::string& callback = {});

/// The name of a job towards its function, the value of `webhook-id`: the message's id and
/// the agent's. The same for each attempt, and not the same for two agents that one message
/// goes to, which may be behind one URL. Without a dot, as Standard Webhooks demand.
std::string webhook_id(const job& what);

} // namespace mesh
