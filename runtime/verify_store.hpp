#pragma once
#include <string>

#include "runtime/console/render.hpp"

namespace mesh {

/// `mesh verify DIR` (K4): checks a store without a mesh, also beside one that
/// writes to it. Prints what `verify` prints; 0 when it is intact, else 1.
int verify_store(const std::string& folder, console::output_format format);

} // namespace mesh
