#pragma once
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "runtime/console/render.hpp"

namespace mesh {

/// `mesh certs init|issue|show` (X2).
struct certs_command {
  CLI::App* init = nullptr;
  CLI::App* issue = nullptr;
  CLI::App* show = nullptr;

  std::string folder = "certs";
  std::string node;
  std::string role;
  std::vector<std::string> hosts;
  std::string may; // empty: everything
  std::string what;
  int authority_days = 3'650;
  int days = 30;
  bool renew = false;

  /// Adds the subcommands to `mesh certs`.
  void add_to(CLI::App* certs, std::string& format);
  /// The one that was parsed. Prints its result; 0 when all is well, 1 when
  /// something failed or a certificate that was shown is bad, 2 for what was
  /// asked for wrongly.
  [[nodiscard]] int run(console::output_format format) const;
};

} // namespace mesh
