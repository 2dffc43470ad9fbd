#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "runtime/mesh/nodes_report.hpp"

namespace mesh::console {

/// What a person should know of them, a line each: hosts that are silent, and sectors
/// that nobody serves.
std::vector<std::string> host_warnings(const nodes_report& report);

/// What `status` says of the hosts of a mesh over several.
void write_hosts(nlohmann::ordered_json& to, const nodes_report& report,
                 const std::vector<std::string>& warnings);

} // namespace mesh::console
