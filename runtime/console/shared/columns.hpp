#pragma once
#include <vector>

#include "runtime/console/language/grammar.hpp"

/// The columns of lists: the members of their rows that can be chosen, sorted and filtered
/// by, as docs/reference/results.md documents them.
namespace mesh::console::columns {

std::vector<column_spec> agents();
std::vector<column_spec> clusters();
std::vector<column_spec> enrolled_agents();
std::vector<column_spec> breakers();
std::vector<column_spec> chains();
std::vector<column_spec> conflicts();
std::vector<column_spec> events();
std::vector<column_spec> held();
std::vector<column_spec> history();
std::vector<column_spec> inbox();
std::vector<column_spec> kpi();
std::vector<column_spec> links();
std::vector<column_spec> nodes();
std::vector<column_spec> plans();
std::vector<column_spec> tasks();

} // namespace mesh::console::columns
