#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "messages/ids.hpp"
#include "messages/membership.hpp"
#include "messages/vocabulary.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"

/// Helpers that grow and drain share (T5).
namespace mesh::console {

/// Whether nothing in the scope is frozen: a frozen agent neither settles nor ends what it
/// has in hand.
bool nothing_frozen(const mesh_access& mesh, const scope& where, outcome& o);
/// Waits until all of them are what they are to become.
void change_size(command_context& at, const growth_report& report, membership until,
                 double timeout_ms, outcome& o);
std::string growth_line(const json& result, std::string_view have_done);

} // namespace mesh::console
