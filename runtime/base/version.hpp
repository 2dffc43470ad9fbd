#pragma once
#include <string_view>

namespace mesh {

/// The version of this program, such as `0.1.0`.
std::string_view version();

} // namespace mesh
