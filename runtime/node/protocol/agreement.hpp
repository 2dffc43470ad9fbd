#pragma once
#include <string>

#include "config/config.hpp"

namespace mesh::node {

/// The settings that all hosts of a mesh must agree on, as JSON: the configuration without
/// what each host may have of its own.
std::string common_config(const config& cfg);

/// Where two such texts differ, as JSON pointers with both values, the first
/// few of them; empty: nowhere.
std::string disagreement(const std::string& ours, const std::string& theirs);

} // namespace mesh::node
