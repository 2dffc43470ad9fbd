#pragma once
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace mesh {

/// All that a shell needs of this program (O7): `mesh completion SHELL`, `mesh complete LINE`
/// (which the completion calls), and `mesh man DIR`; made from the grammar.
struct shell_commands {
  CLI::App* completion = nullptr;
  CLI::App* complete = nullptr;
  CLI::App* man = nullptr;
  std::string shell;
  std::string line;
  std::string folder;

  void add_to(CLI::App& app);
  /// Nothing when none of them was parsed; else the exit code.
  [[nodiscard]] std::optional<int> run(const CLI::App& app) const;
};

} // namespace mesh
