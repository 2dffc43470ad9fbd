#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "messages/freeze.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/running/outcome.hpp"

/// The results of freeze and thaw.
namespace mesh::console {

/// `done` names the agents that are through: `stopped`, `going_on`.
void note_freeze(const freeze_result& result, const char* done, outcome& o);
/// `12 messages in hand and 3 waiting`.
std::string messages_text(const json& result);
std::string agents_text(const json& result, const char* done, std::string_view have_done);

} // namespace mesh::console
