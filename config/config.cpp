#include "config/config.hpp"

namespace mesh {

std::array<class_config, 6> config::default_classes() {
  return {{
      {10'000, 5, 20, 10, {"observe", "fetch"}},
      {8'000, 50, 150, 50, {"observe", "transform"}},
      {5'000, 100, 300, 200, {"observe", "transform", "store"}},
      {2'000, 200, 500, 100, {"observe", "inference"}},
      {3'000, 20, 400, 150, {"observe", "sense"}},
      {2'000, 2'000, 3'600'000, 60'000, {"observe", "review"}},
  }};
}

} // namespace mesh
