#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/mesh/nodes_report.hpp"

/// The hosts of a mesh over several (R2, T5).
namespace mesh::console {

/// Warnings about hosts, a line each: hosts that are silent, and sectors that nobody serves.
std::vector<std::string> host_warnings(const nodes_report& report);
/// The hosts in `status`.
void write_hosts(nlohmann::ordered_json& to, const nodes_report& report,
                 const std::vector<std::string>& warnings);
/// The error of commands about hosts where there is one process alone.
error one_process();
/// The effect that such an order would have (--dry-run).
void would_order_node(command_context& at, const std::string& name, host_order order,
                      outcome& o);
void order_node(command_context& at, const std::string& name, host_order order, outcome& o);
std::string draw_node(const json& result, const render_style&);

} // namespace mesh::console
