#pragma once
#include "messages/ids.hpp"

namespace mesh::console {

struct cluster_command {
  cluster_id id;
};

} // namespace mesh::console
