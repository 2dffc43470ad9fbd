#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "messages/ids.hpp"
#include "messages/routing_rules.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/command.hpp"
#include "runtime/console/running/command_context.hpp"

/// Commands that only say what they would do, to whom and to how many, for --dry-run (O7).
/// Every function here only looks.
namespace mesh::console {

/// Sets `would` (a sentence without its subject, such as "freeze") and, for agents, `agents`
/// (how many), `who` (the first of them by id) and `clusters`.
void would_do(outcome& o, std::string_view what);
void would_do(outcome& o, std::string_view what, const std::vector<agent_id>& whom);

/// Agents that work would be sent to now: of the class, with the capability, and neither
/// down, frozen nor excluded by a rule. `not_asked` counts the others by reason.
std::vector<agent_id> routable(command_context& at, const scope& where,
                               std::optional<agent_class> cls, const std::string& capability,
                               outcome& o);

/// `would freeze 45 agents in s00: s00.c00.a00 ...`.
std::string draw_dry_run(const nlohmann::ordered_json& result, const render_style& style);

} // namespace mesh::console
