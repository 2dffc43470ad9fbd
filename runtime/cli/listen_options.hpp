#pragma once
#include <string>

#include <CLI/CLI.hpp>

#include "runtime/cli/dev.hpp"

namespace mesh {

/// `mesh dev --listen [HOST:]PORT --certs DIR`.
struct listen_options {
  std::string listen; // empty: as the configuration says
  std::string certs;
  std::string as;

  void add_to(CLI::App* dev);
  /// Has the mesh listen when that is wanted, here or by its configuration.
  /// `invalid_argument` when the address is none.
  [[nodiscard]] tl::expected<void, error> apply(dev_options& to) const;
};

} // namespace mesh
