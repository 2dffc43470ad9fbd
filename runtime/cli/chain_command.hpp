#pragma once
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "runtime/console/render.hpp"

namespace mesh {

/// `mesh chain check FILE`: what is wrong with a chain, without a mesh (V1).
struct chain_command {
  CLI::App* command = nullptr;
  std::string file;
  std::string config_file; // whose agents there are; empty: those of the default configuration

  void add_to(CLI::App& app, std::string& format);
  /// Whether these words are meant for it, and not for a mesh elsewhere.
  [[nodiscard]] static bool is_meant(const std::vector<std::string>& words);
  [[nodiscard]] int run(console::output_format format) const;
};

} // namespace mesh
