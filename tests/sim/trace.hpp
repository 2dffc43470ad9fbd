#pragma once
#include <string>

#include "messages/orchestration.hpp"

namespace mesh::testing {

/// Everything there is in a result, as text; equal texts mean equal runs.
std::string trace(const gather_summary& s);
std::string trace(const scatter_result& r);
std::string trace(const cascade_result& r);
std::string trace(const delegate_result& r);
std::string trace(const pipeline_result& r);

} // namespace mesh::testing
