#pragma once
#include <string>

#include <CLI/CLI.hpp>

#include "runtime/dev.hpp"

namespace mesh {

/// `mesh dev --listen [HOST:]PORT --certs DIR`.
struct listen_options {
  std::string listen; // empty: as the configuration says
  std::string certs;
  std::string as;

  void add_to(CLI::App* dev);
  /// What is wrong with them; and has the mesh listen when that is wanted.
  [[nodiscard]] tl::expected<void, error> apply(dev_options& to) const;
};

} // namespace mesh
