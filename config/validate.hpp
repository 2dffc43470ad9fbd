#pragma once
#include <vector>

#include "config/config.hpp"
#include "config/problem.hpp"

namespace mesh {

/// Everything that is wrong with a configuration, however it came about: each
/// field's limits (config/fields.hpp) and what relates fields to each other
/// (config/relations.hpp). Empty: the mesh can start with it. A mesh built in
/// code asks this; load_config has asked it already.
std::vector<config_problem> validate(const config& c);

} // namespace mesh
