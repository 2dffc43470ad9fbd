#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/plans/planned_gather.hpp"

/// Gathers that are planned for a moment.
namespace mesh::console {

json plan_json(const planned_gather& what);
std::string draw_plan(const json& result, const render_style& style);

} // namespace mesh::console
