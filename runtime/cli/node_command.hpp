#pragma once
#include <string>

#include <CLI/CLI.hpp>

#include "runtime/cli/node_process.hpp"

namespace mesh {

/// `mesh node --config FILE`: one host of a mesh over several.
struct node_command {
  CLI::App* command = nullptr;
  node::node_options options;

  void add_to(CLI::App& app);
};

} // namespace mesh
