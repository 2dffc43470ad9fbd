#include "runtime/base/version.hpp"

namespace mesh {

std::string_view version() {
  return MESH_VERSION;
}

} // namespace mesh
