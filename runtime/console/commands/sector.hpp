#pragma once
#include "messages/ids.hpp"

namespace mesh::console {

struct sector_command {
  sector_id id;
};

} // namespace mesh::console
