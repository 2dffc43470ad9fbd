#pragma once
#include <string>

#include <CLI/CLI.hpp>

#include "runtime/cli/remote_command.hpp"
#include "runtime/console/render.hpp"

namespace mesh {

/// `mesh context add|use|list|remove`: meshes elsewhere under names.
struct context_command {
  CLI::App* add = nullptr;
  CLI::App* use = nullptr;
  CLI::App* list = nullptr;
  CLI::App* remove = nullptr;
  std::string name;
  remote_options where;

  void add_to(CLI::App* command, std::string& format);
  [[nodiscard]] int run(console::output_format format) const;
};

} // namespace mesh
