#pragma once
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace mesh {

/// `mesh agent run FILE --exec PROGRAM`: an agent that lives outside of the mesh, whose work is
/// a program of this machine.
struct agent_command {
  CLI::App* command = nullptr;
  std::string file;
  std::vector<std::string> argv;
  std::vector<std::string> more; // of its arguments
  std::vector<std::string> env;
  double timeout_ms = 0; // 0: as for a program inside the mesh
  std::int64_t memory_bytes = 0;
  std::int64_t output_bytes = 0;
  bool signed_deliveries = false;
  bool quiet = false;

  void add_to(CLI::App& app);
  /// Whether these words are meant for it, and not for a mesh.
  [[nodiscard]] static bool is_meant(const std::vector<std::string>& words);
  [[nodiscard]] int run() const;
};

} // namespace mesh
