#pragma once
#include <nlohmann/json.hpp>

#include "messages/orchestration.hpp"

/// Scatters as JSON: the fields that gather, cascade, broadcast and ask share.
namespace mesh::console {

void write_scatter(nlohmann::ordered_json& to, const scatter_result& result);
/// Agents that were not simply ready, by kind and reason.
nlohmann::ordered_json exceptions_json(const gather_summary& s);
nlohmann::ordered_json quantile_json(const sketch& of, double q);

} // namespace mesh::console
