#pragma once
#include <string>
#include <string_view>

#include "runtime/placement/known_mesh.hpp"

namespace mesh {

/// Body of a `mesh_term` entry, and a part of others. As in messages/codec.hpp; there are
/// at most most_nodes members.
std::string encode(const known_mesh& m);
bool decode(std::string_view bytes, known_mesh& out);

} // namespace mesh
