#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "actors/coordination/registry.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/style.hpp"

/// Agents and clusters as rows: in JSON, and drawn.
namespace mesh::console {

nlohmann::ordered_json row_json(const agent_row& row, time_point now);
nlohmann::ordered_json cluster_json(const cluster_summary& s, double age_s);

std::string agent_table(const json& rows, const render_style& style);
std::string cluster_table(const json& rows, const render_style& style);
/// For how long the agent has had its work in hand.
std::string in_hand_text(const json& row);
/// `27 of 30 agents active`.
std::string active_of(const json& result);
/// `N of M rows`, with the way to see the others.
std::string shown_of(const json& result, const std::string& rows, const std::string& hint);

} // namespace mesh::console
