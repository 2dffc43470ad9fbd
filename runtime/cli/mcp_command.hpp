#pragma once
#include <CLI/CLI.hpp>

#include "runtime/cli/remote_command.hpp"

namespace mesh {

/// `mesh mcp`: a mesh elsewhere for a client of the Model Context Protocol on stdin and stdout
/// (N1).
struct mcp_command {
  CLI::App* command = nullptr;
  remote_options where;
  bool read_only = false;
  bool print_config = false;

  void add_to(CLI::App& app);
  [[nodiscard]] int run() const;

private:
  [[nodiscard]] int print() const;
};

} // namespace mesh
