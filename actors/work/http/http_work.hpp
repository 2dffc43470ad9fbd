#pragma once
#include <memory>

#include "actors/work/http/called_agent.hpp"

namespace mesh {

/// The work of an agent behind a URL (docs/how-to/call-an-agent.md). Queue, deadlines, freeze,
/// profile and the rest are the actor's; jobs are POSTed to the function. cancel() ends the
/// request, and not what the function has begun.
std::unique_ptr<work> make_http_work(std::shared_ptr<called_agent> agent);

} // namespace mesh
