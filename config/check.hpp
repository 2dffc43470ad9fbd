#pragma once
#include "config/config.hpp"
#include "config/problem.hpp"

namespace mesh {

/// Notes each field whose value is outside its rule: out of range, not one of
/// the known words, too many entries. Passes over what is already noted.
void check_fields(const config& c, problem_list& problems);

} // namespace mesh
