#pragma once
#include <string>

#include "runtime/console/language/values.hpp"

namespace mesh::console {

struct expect_command {
  std::string metric;
  comparison op = comparison::equal;
  double value = 0;
  double within_ms = 0;
};

} // namespace mesh::console
