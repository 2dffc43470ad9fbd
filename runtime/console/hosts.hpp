#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "runtime/nodes_report.hpp"

namespace mesh::console {

/// What `status` says of the hosts of a mesh over several.
void write_hosts(nlohmann::ordered_json& to, const nodes_report& report,
                 const std::vector<std::string>& warnings);

} // namespace mesh::console
