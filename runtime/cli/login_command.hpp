#pragma once
#include <string>

#include <CLI/CLI.hpp>

#include "runtime/console/render.hpp"

namespace mesh {

/// `mesh login --at HOST`: signs this command line in by a person's security key (X3).
struct login_command {
  CLI::App* command = nullptr;
  std::string at;
  std::string certs = "certs";
  std::string server_name;
  std::string context;

  void add_to(CLI::App& app, std::string& format);
  /// 0: signed in; 5: refused; 130: interrupted.
  [[nodiscard]] int run(console::output_format format) const;
};

/// `mesh logout`: ends the session there, and removes its credentials here.
struct logout_command {
  CLI::App* command = nullptr;
  std::string context;

  void add_to(CLI::App& app, std::string& format);
  [[nodiscard]] int run(console::output_format format) const;
};

} // namespace mesh
