#pragma once
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "runtime/console/render.hpp"
#include "runtime/http/client.hpp"

namespace mesh {

/// `--at`, `--certs` and the rest: which mesh is meant, and who asks.
struct remote_options {
  std::string at;
  std::string certs;
  std::string as;
  std::string server_name;
  std::string context; // of `mesh context add`

  void add_to(CLI::App* command);
  /// Missing options come from the context. `unknown_target` when there is
  /// neither --at nor a context.
  [[nodiscard]] tl::expected<control::endpoint, error> resolve() const;
};

/// `mesh run SCRIPT --at HOST` (O7).
struct run_command {
  CLI::App* command = nullptr;
  remote_options where;
  std::string script;
  bool keep_going = false;
  bool strict = false;
  bool quiet = false;
  std::string colour = "auto";
  std::pair<std::string, std::string> report; // `junit` and the file

  void add_to(CLI::App& app, std::string& format);
  [[nodiscard]] int run(console::output_format format) const;
};

/// `mesh status --at HOST` and every other command of the grammar. Nothing when
/// no mesh is named, neither with --at or --context nor by a current context.
std::optional<int> run_operators_command(const std::vector<std::string>& words);
/// `mesh -q --at HOST status` as `mesh status -q --at HOST`.
std::vector<std::string> options_last(std::vector<std::string> words);
/// Whether one of the words names a mesh elsewhere.
bool names_mesh(const std::vector<std::string>& words);

} // namespace mesh
