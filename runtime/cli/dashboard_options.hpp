#pragma once
#include <string>

#include <CLI/CLI.hpp>

#include "runtime/cli/dev.hpp"

namespace mesh {

/// `mesh dev --dashboard`, `--dashboard-at [HOST:]PORT`, `--no-dashboard` (O1).
struct dashboard_options {
  bool wanted = false;
  bool unwanted = false;
  std::string at; // empty: the usual port, or a free one when that is taken

  void add_to(CLI::App* dev);
  /// Has the mesh serve its dashboard on loopback: when that is wanted, and at a terminal's
  /// console without asking. `invalid_argument` when the address is none of loopback.
  [[nodiscard]] tl::expected<void, error> apply(dev_options& to) const;
};

} // namespace mesh
