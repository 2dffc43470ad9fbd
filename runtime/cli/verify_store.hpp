#pragma once
#include <string>
#include <vector>

#include "runtime/console/render.hpp"

namespace mesh {

/// `mesh verify DIR` (K4): checks a store without a mesh, also beside one that
/// writes to it. `heads`: noted elsewhere; see storage::parse_noted_head. Prints the
/// result; gives the exit code.
int verify_store(const std::string& folder, const std::vector<std::string>& heads,
                 console::output_format format);

} // namespace mesh
