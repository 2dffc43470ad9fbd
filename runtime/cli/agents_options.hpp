#pragma once
#include <string>

#include <CLI/CLI.hpp>

#include "runtime/cli/dev.hpp"

namespace mesh {

/// `mesh dev --agents [HOST:]PORT`.
struct agents_options {
  std::string listen; // empty: as the configuration says

  void add_to(CLI::App* dev);
  /// Opens the mesh's door for agents from outside when that is wanted, here or by its
  /// configuration. `invalid_argument` when the address is none.
  [[nodiscard]] tl::expected<void, error> apply(dev_options& to) const;
};

} // namespace mesh
