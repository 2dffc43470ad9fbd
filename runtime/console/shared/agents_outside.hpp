#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/mesh/agent_door.hpp"

/// Agents from outside (X1).
namespace mesh::console {

/// The door of this mesh; the command fails when there is none.
agent_door* door_of(command_context& at, outcome& o);

/// Without its history.
json enrolled_json(const enrolled_agent& one);
/// One agent in full, by its name; the command fails when nobody has it.
void write_enrolled(const agent_door& door, const std::string& name, outcome& o);
std::string draw_enrolled(const json& result, const render_style& style);

} // namespace mesh::console
