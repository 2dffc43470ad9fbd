#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "actors/coordination/roster.hpp"
#include "actors/coordination/routing.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"

/// Routing rules: route exclude, around, list and clear.
namespace mesh::console {

void change_rules(command_context& at, outcome& o,
                  const std::function<void(routing_rules&)>& change);
void write_rules(nlohmann::ordered_json& to, const routing_rules& rules,
                 const capability_catalogue& names);
std::string draw_rules(const json& result, const render_style&);

} // namespace mesh::console
